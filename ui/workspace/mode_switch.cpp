#include "ui/workspace/mode_switch.h"

#include <QHBoxLayout>
#include <QToolButton>

#include "engine/api/modes.h"
#include "ui/modes/ui_modes.h"
#include "ui/theme/spacing.h"

namespace everyword {

ModeSwitch::ModeSwitch(QWidget *parent) : QWidget(parent) {
  setObjectName(QStringLiteral("modeSwitch"));
  setAccessibleName(tr("Mode"));
  auto *row = new QHBoxLayout(this);
  row->setContentsMargins(2 * kGrid, kGrid, 0, 0);
  row->setSpacing(kHalfGrid);
  for (const ModeInfo &info : modeInfos()) {
    if (!uiMode(info.id)) {
      continue;
    }
    auto *button = new QToolButton;
    button->setObjectName(QString::fromStdString("mode_" + info.id));
    button->setText(QString::fromStdString(info.title));
    button->setToolTip(QString::fromStdString(info.help) + QLatin1Char('.'));
    button->setProperty("help", button->toolTip());
    button->setCheckable(true);
    button->setFocusPolicy(Qt::TabFocus);
    buttons_.addButton(button);
    row->addWidget(button);
    connect(button, &QToolButton::clicked, this, [this, id = info.id] { Q_EMIT chosen(id); });
  }
}

void ModeSwitch::setMode(const std::string &mode) {
  const QString wanted = QString::fromStdString("mode_" + mode);
  buttons_.setExclusive(false);  // so that none can be marked
  for (QAbstractButton *button : buttons_.buttons()) {
    button->setChecked(button->objectName() == wanted);
  }
  buttons_.setExclusive(true);
}

void ModeSwitch::setRunning(bool running) {
  for (QAbstractButton *button : buttons_.buttons()) {
    button->setEnabled(!running);
    button->setToolTip(running ? tr("Stop the run to change the mode.")
                               : button->property("help").toString());
  }
}

}  // namespace everyword
