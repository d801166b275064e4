#include "ui/theme/actions.h"

#include "ui/theme/icons.h"

namespace everyword {

QAction *makeAction(QObject *parent, const char *name, const QString &label, const char *icon,
                    const QKeySequence &keys) {
  auto *action = new QAction(label, parent);
  action->setObjectName(QLatin1String(name));
  if (icon) {
    action->setIcon(themedIcon(QLatin1String(icon)));
  }
  action->setShortcut(keys);
  QString plain = label;
  plain.remove(QLatin1Char('&')).remove(QChar(0x2026));
  action->setToolTip(keys.isEmpty() ? plain
                                    : QStringLiteral("%1 (%2)").arg(
                                          plain, keys.toString(QKeySequence::NativeText)));
  return action;
}

QDockWidget *makeDock(const QString &name, const QString &title, QWidget *content) {
  auto *dock = new QDockWidget(title);
  dock->setObjectName(name);
  dock->setWidget(content);
  dock->setFeatures(QDockWidget::DockWidgetMovable | QDockWidget::DockWidgetFloatable |
                    QDockWidget::DockWidgetClosable);
  return dock;
}

}  // namespace everyword
