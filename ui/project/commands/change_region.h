#pragma once

#include <QUndoCommand>

#include "ui/project/document.h"

namespace everyword {

/// The common part of the commands that change one field of one region: swap the whole region,
/// merge by gesture.
class ChangeRegion : public QUndoCommand {
 public:
  int id() const override { return mergeId_; }
  bool mergeWith(const QUndoCommand *other) override;
  void undo() override { document_.setRegion(before_, kind_); }
  void redo() override { document_.setRegion(after_, kind_); }

 protected:
  /// `gesture` tells drags apart: changes of one region with equal `mergeId` and gesture become one
  /// step. `mergeId` -1: never merges.
  ChangeRegion(Document &document, const Region &after, ChangeEvent::Kind kind, int mergeId,
               int gesture);

 private:
  Document &document_;
  Region before_, after_;
  ChangeEvent::Kind kind_;
  int mergeId_, gesture_;
};

}  // namespace everyword
