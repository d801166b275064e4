#include "ui/panels/param_row.h"

#include <QGridLayout>

#include "ui/project/commands/gesture.h"
#include "ui/project/commands/request_commands.h"
#include "ui/theme/icons.h"

namespace everyword {

ParamRow::ParamRow(Document &document, const ParamSpec &spec, QGridLayout &grid, int line)
    : QObject(grid.parentWidget()),
      document_(document),
      spec_(spec),
      label_(new QLabel(QString::fromStdString(spec.label))),
      editor_(makeParamEditor(spec, nullptr)),
      reset_(new QToolButton) {
  label_->setBuddy(editor_);
  reset_->setObjectName(QStringLiteral("resetButton"));
  reset_->setIcon(themedIcon(QStringLiteral("reset")));
  reset_->setIconSize(QSize(14, 14));
  reset_->setFixedWidth(24);
  QSizePolicy keepRoom = reset_->sizePolicy();
  keepRoom.setRetainSizeWhenHidden(true);
  reset_->setSizePolicy(keepRoom);
  grid.addWidget(label_, line, 0);
  grid.addWidget(editor_, line, 1);
  grid.addWidget(reset_, line, 2);
  connect(editor_, &ParamEditor::edited, this, &ParamRow::apply);
  connect(reset_, &QToolButton::clicked, this,
          [this] { apply(spec_.get(document_.defaults()), newGesture()); });
  refresh();
}

void ParamRow::refresh() {
  const ParamValue value = spec_.get(document_.request());
  const ParamValue usual = spec_.get(document_.defaults());
  editor_->setValue(value);
  reset_->setVisible(used_ && value != usual);
  const QString back = tr("Back to %1").arg(QString::fromStdString(toString(usual)));
  reset_->setToolTip(back);
  reset_->setAccessibleName(
      QStringLiteral("%1: %2").arg(QString::fromStdString(spec_.label), back));
  label_->setToolTip(help());
  editor_->setToolTip(help());
}

void ParamRow::setRunning(bool running) {
  const bool locked = running && !spec_.live;
  editor_->setEnabled(!locked);
  reset_->setEnabled(!locked);
  editor_->setToolTip(locked ? tr("Stop the run to change this.") : help());
}

void ParamRow::setUsed(bool used) {
  used_ = used;
  label_->setVisible(used);
  editor_->setVisible(used);
  QSizePolicy room = reset_->sizePolicy();
  room.setRetainSizeWhenHidden(used);
  reset_->setSizePolicy(room);
  refresh();
}

QString ParamRow::help() const {
  QStringList lines{QString::fromStdString(spec_.help) + QLatin1Char('.')};
  const QString unit =
      spec_.unit.empty() ? QString() : QLatin1Char(' ') + QString::fromStdString(spec_.unit);
  if (spec_.type == ParamSpec::Type::Int || spec_.type == ParamSpec::Type::Real) {
    lines << tr("Range: %1 to %2%3")
                 .arg(QString::number(spec_.minimum, 'g', 16),
                      QString::number(spec_.maximum, 'g', 16), unit);
  }
  const QString usual = QString::fromStdString(toString(spec_.get(document_.defaults())));
  lines << tr("Default: %1").arg(usual.isEmpty() ? tr("empty") : usual + unit);
  if (spec_.live) {
    lines << tr("May change during a run.");
  }
  return lines.join(QLatin1Char('\n'));
}

void ParamRow::apply(const ParamValue &value, int gesture) {
  if (value != spec_.get(document_.request())) {
    document_.undoStack().push(new SetParam(document_, spec_, value, gesture));
  }
}

}  // namespace everyword
