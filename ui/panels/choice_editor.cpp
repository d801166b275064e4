#include "ui/panels/choice_editor.h"

#include <QHBoxLayout>

#include "ui/project/commands/gesture.h"

namespace everyword {
namespace {

/// "two_colours" -> "two colours".
QString readable(const std::string &choice) {
  return QString::fromStdString(choice).replace(QLatin1Char('_'), QLatin1Char(' '));
}

void fill(QWidget *editor, QWidget *field) {
  auto *row = new QHBoxLayout(editor);
  row->setContentsMargins(0, 0, 0, 0);
  row->addWidget(field);
}

}  // namespace

ChoiceEditor::ChoiceEditor(const ParamSpec &spec, QWidget *parent)
    : ParamEditor(parent), field_(new QComboBox) {
  setChoices(spec.choices);
  field_->setAccessibleName(QString::fromStdString(spec.label));
  field_->setObjectName(QString::fromStdString("param_" + spec.name));
  watch(field_);
  fill(this, field_);
  connect(field_, &QComboBox::activated, this, [this](int index) {
    Q_EMIT edited(ParamValue(field_->itemData(index).toString().toStdString()), newGesture());
  });
}

void ChoiceEditor::setValue(const ParamValue &value) {
  const std::string &choice = std::get<std::string>(value);
  if (field_->findData(QString::fromStdString(choice)) < 0) {  // of another mode
    field_->addItem(readable(choice), QString::fromStdString(choice));
  }
  field_->setCurrentIndex(field_->findData(QString::fromStdString(choice)));
}

void ChoiceEditor::setChoices(const std::vector<std::string> &choices) {
  const QString value = field_->currentData().toString();
  field_->clear();
  for (const std::string &choice : choices) {
    field_->addItem(readable(choice), QString::fromStdString(choice));
  }
  if (!value.isEmpty()) {
    setValue(ParamValue(value.toStdString()));
  }
}

SwitchEditor::SwitchEditor(const ParamSpec &spec, QWidget *parent)
    : ParamEditor(parent), field_(new QCheckBox) {
  field_->setAccessibleName(QString::fromStdString(spec.label));
  field_->setObjectName(QString::fromStdString("param_" + spec.name));
  watch(field_);
  fill(this, field_);
  connect(field_, &QCheckBox::clicked, this,
          [this](bool on) { Q_EMIT edited(ParamValue(on), newGesture()); });
}

void SwitchEditor::setValue(const ParamValue &value) { field_->setChecked(std::get<bool>(value)); }

}  // namespace everyword
