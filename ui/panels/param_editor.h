#pragma once

#include <QWidget>

#include "engine/api/param_spec.h"

namespace everyword {

/// The widget for one value of the parameter table.
class ParamEditor : public QWidget {
  Q_OBJECT

 public:
  using QWidget::QWidget;
  /// Shows the value; emits nothing.
  virtual void setValue(const ParamValue &value) = 0;
  /// Of a choice: those to offer. The value stays, also when it is none of them.
  virtual void setChoices(const std::vector<std::string> & /*choices*/) {}

 Q_SIGNALS:
  /// The user chose a value; `gesture` is equal during one drag or one stay in the field.
  void edited(const everyword::ParamValue &value, int gesture);

 protected:
  /// A new drag or a new stay begins.
  void beginGesture();
  int gesture() const { return gesture_; }
  /// Begins a gesture whenever `field` gets the focus, and keeps the wheel from changing a field
  /// without focus.
  void watch(QWidget *field);
  bool eventFilter(QObject *watched, QEvent *event) override;

 private:
  int gesture_ = 0;
};

/// The editor for the parameter's type and range.
ParamEditor *makeParamEditor(const ParamSpec &spec, QWidget *parent);

}  // namespace everyword
