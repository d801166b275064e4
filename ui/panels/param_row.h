#pragma once

#include <QLabel>
#include <QObject>
#include <QToolButton>

#include "ui/panels/param_editor.h"
#include "ui/project/document.h"

class QGridLayout;

namespace everyword {

/// One row of the guidance panel: label, editor, reset. Reads and writes the document.
class ParamRow : public QObject {
  Q_OBJECT

 public:
  /// Adds its three widgets to row `line` of `grid`.
  ParamRow(Document &document, const ParamSpec &spec, QGridLayout &grid, int line);
  const ParamSpec &spec() const { return spec_; }
  /// Takes over what the document says.
  void refresh();
  void setRunning(bool running);
  /// Whether the mode uses the parameter; hidden when not.
  void setUsed(bool used);
  bool isUsed() const { return used_; }
  /// Of a choice: those that the mode has.
  void setChoices(const std::vector<std::string> &choices) { editor_->setChoices(choices); }

 private:
  QString help() const;
  void apply(const ParamValue &value, int gesture);

  Document &document_;
  const ParamSpec &spec_;
  QLabel *label_;
  ParamEditor *editor_;
  QToolButton *reset_;
  bool used_ = true;
};

}  // namespace everyword
