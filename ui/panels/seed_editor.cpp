#include "ui/panels/seed_editor.h"

#include <QHBoxLayout>
#include <QRandomGenerator>
#include <QRegularExpressionValidator>
#include <QToolButton>

#include "ui/project/commands/gesture.h"
#include "ui/theme/icons.h"
#include "ui/theme/spacing.h"

namespace everyword {

SeedEditor::SeedEditor(const ParamSpec &spec, QWidget *parent)
    : ParamEditor(parent), field_(new QLineEdit) {
  // 15 digits stay below 2^53, the largest seed.
  field_->setValidator(
      new QRegularExpressionValidator(QRegularExpression(QStringLiteral("\\d{1,15}")), field_));
  field_->setAccessibleName(QString::fromStdString(spec.label));
  field_->setObjectName(QString::fromStdString("param_" + spec.name));
  watch(field_);
  auto *dice = new QToolButton;
  dice->setObjectName(QStringLiteral("diceButton"));
  dice->setIcon(themedIcon(QStringLiteral("dice")));
  dice->setIconSize(QSize(16, 16));
  dice->setToolTip(tr("Throw the dice: another number"));
  dice->setAccessibleName(tr("Another number at random"));
  auto *row = new QHBoxLayout(this);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(kHalfGrid);
  row->addWidget(field_, 1);
  row->addWidget(dice);
  connect(field_, &QLineEdit::textEdited, this, [this](const QString &text) {
    if (field_->hasAcceptableInput()) {
      Q_EMIT edited(ParamValue(std::int64_t(text.toLongLong())), gesture());
    }
  });
  connect(dice, &QToolButton::clicked, this, [this] {
    constexpr int kMost = 1000000;  // short enough to read out
    Q_EMIT edited(ParamValue(std::int64_t(QRandomGenerator::global()->bounded(kMost))),
                  newGesture());
  });
}

void SeedEditor::setValue(const ParamValue &value) {
  const QString text = QString::number(std::get<std::int64_t>(value));
  if (field_->text() != text) {
    field_->setText(text);
  }
}

}  // namespace everyword
