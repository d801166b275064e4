#pragma once

#include <QUndoCommand>

#include "ui/project/document.h"

namespace everyword {

/// Another value for one parameter of the table. The steps of one slider drag or typing (equal
/// `gesture`) merge.
class SetParam : public QUndoCommand {
 public:
  /// The value has to be in range.
  SetParam(Document &document, const ParamSpec &spec, const ParamValue &value, int gesture);
  int id() const override;
  bool mergeWith(const QUndoCommand *other) override;
  void undo() override;
  void redo() override;

 private:
  Document &document_;
  const ParamSpec &spec_;
  ParamValue before_, after_;
  int gesture_;
};

}  // namespace everyword
