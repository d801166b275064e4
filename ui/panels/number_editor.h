#pragma once

#include <QDoubleSpinBox>
#include <QSlider>
#include <QSpinBox>

#include "ui/panels/param_editor.h"

namespace everyword {

/// A whole number that fits a spin box.
class WholeNumberEditor : public ParamEditor {
  Q_OBJECT

 public:
  WholeNumberEditor(const ParamSpec &spec, QWidget *parent);
  void setValue(const ParamValue &value) override;

 private:
  QSpinBox *field_;
};

/// A real number; the ones of the first page (not `advanced`) have a slider, too.
class RealNumberEditor : public ParamEditor {
  Q_OBJECT

 public:
  RealNumberEditor(const ParamSpec &spec, QWidget *parent);
  void setValue(const ParamValue &value) override;

 private:
  void addSlider(const ParamSpec &spec);

  QDoubleSpinBox *field_;
  QSlider *slider_ = nullptr;
  double sliderStep_ = 1, minimum_ = 0;
};

}  // namespace everyword
