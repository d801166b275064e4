#pragma once

#include <QCheckBox>
#include <QComboBox>

#include "ui/panels/param_editor.h"

namespace everyword {

/// One of a few words.
class ChoiceEditor : public ParamEditor {
  Q_OBJECT

 public:
  ChoiceEditor(const ParamSpec &spec, QWidget *parent);
  void setValue(const ParamValue &value) override;
  void setChoices(const std::vector<std::string> &choices) override;

 private:
  QComboBox *field_;
};

/// On or off.
class SwitchEditor : public ParamEditor {
  Q_OBJECT

 public:
  SwitchEditor(const ParamSpec &spec, QWidget *parent);
  void setValue(const ParamValue &value) override;

 private:
  QCheckBox *field_;
};

}  // namespace everyword
