#include "ui/workspace/window_layout.h"

#include <QEvent>
#include <QSettings>

namespace everyword {
namespace {
/// Counts up when panels are added or renamed: an older arrangement is then left alone.
constexpr int kVersion = 2;
const QString kGeometry = QStringLiteral("window/geometry");

QString panelsOf(const std::string &mode) {
  return QStringLiteral("window/panels_%1").arg(QString::fromStdString(mode));
}
}  // namespace

WindowLayout::WindowLayout(MainWindow &window) : QObject(&window), window_(window) {
  window_.restoreGeometry(QSettings().value(kGeometry).toByteArray());
  restorePanels();
  connect(&window_.modes(), &ModeDesk::leaving, this, &WindowLayout::savePanels);
  connect(&window_.modes(), &ModeDesk::entered, this, &WindowLayout::restorePanels);
  window_.installEventFilter(this);
}

void WindowLayout::restorePanels() {
  window_.restoreState(QSettings().value(panelsOf(window_.modes().mode())).toByteArray(), kVersion);
}

void WindowLayout::savePanels() {
  QSettings().setValue(panelsOf(window_.modes().mode()), window_.saveState(kVersion));
}

bool WindowLayout::eventFilter(QObject *watched, QEvent *event) {
  if (watched == &window_ && event->type() == QEvent::Close) {
    QSettings().setValue(kGeometry, window_.saveGeometry());
    savePanels();
  }
  return false;
}

}  // namespace everyword
