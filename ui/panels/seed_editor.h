#pragma once

#include <QLineEdit>

#include "ui/panels/param_editor.h"

namespace everyword {

/// A whole number too large for a spin box, with dice: in practice the seed.
class SeedEditor : public ParamEditor {
  Q_OBJECT

 public:
  SeedEditor(const ParamSpec &spec, QWidget *parent);
  void setValue(const ParamValue &value) override;

 private:
  QLineEdit *field_;
};

}  // namespace everyword
