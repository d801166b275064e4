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

 private:
  QString help() const;
  void apply(const ParamValue &value, int gesture);

  Document &document_;
  const ParamSpec &spec_;
  QLabel *label_;
  ParamEditor *editor_;
  QToolButton *reset_;
};

}  // namespace everyword
