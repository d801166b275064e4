#pragma once

#include <QLineEdit>
#include <QPushButton>

#include "ui/panels/param_editor.h"

namespace everyword {

/// A text, or a file with a button that opens the file dialog.
class TextEditor : public ParamEditor {
  Q_OBJECT

 public:
  TextEditor(const ParamSpec &spec, QWidget *parent);
  void setValue(const ParamValue &value) override;

 private:
  void browse();

  QLineEdit *field_;
};

/// A colour: a button in that colour, with its name.
class ColourEditor : public ParamEditor {
  Q_OBJECT

 public:
  ColourEditor(const ParamSpec &spec, QWidget *parent);
  void setValue(const ParamValue &value) override;

 private:
  void choose();

  QPushButton *button_;
  QString colour_;
};

}  // namespace everyword
