#pragma once

#include <QUndoCommand>

#include "ui/project/document.h"

namespace everyword {

/// Puts a region at the end of the list.
class AddRegion : public QUndoCommand {
 public:
  AddRegion(Document &document, const Region &region);
  void undo() override;
  void redo() override;

 private:
  Document &document_;
  Region region_;
};

/// A copy of a region, shifted a little, with a label of its own (two regions of one label cannot
/// run).
class DuplicateRegion : public AddRegion {
 public:
  DuplicateRegion(Document &document, int regionId);
};

/// Takes a region away; undo puts it back where it was in the list.
class DeleteRegion : public QUndoCommand {
 public:
  DeleteRegion(Document &document, int regionId);
  void undo() override;
  void redo() override;

 private:
  Document &document_;
  Region region_;
  int index_;
};

/// The common part of the commands that change one field of one region: swap the whole region,
/// merge by gesture.
class ChangeRegion : public QUndoCommand {
 public:
  int id() const override { return mergeId_; }
  bool mergeWith(const QUndoCommand *other) override;
  void undo() override { document_.setRegion(before_, kind_); }
  void redo() override { document_.setRegion(after_, kind_); }

 protected:
  /// `gesture` distinguishes drags: changes of one region with equal `mergeId` and gesture become
  /// one step. `mergeId` -1: never merges.
  ChangeRegion(Document &document, const Region &after, ChangeEvent::Kind kind, int mergeId,
               int gesture);

 private:
  Document &document_;
  Region before_, after_;
  ChangeEvent::Kind kind_;
  int mergeId_, gesture_;
};

/// Moves or resizes a region. The steps of one drag (equal `gesture`) merge.
class MoveRegion : public ChangeRegion {
 public:
  MoveRegion(Document &document, int regionId, const Box &box, int gesture);
};

/// Gives a region another phrase.
class RenameRegion : public ChangeRegion {
 public:
  RenameRegion(Document &document, int regionId, const QString &label);
};

/// Takes a region out of the run, or back in.
class SetRegionEnabled : public ChangeRegion {
 public:
  SetRegionEnabled(Document &document, int regionId, bool enabled);
};

/// The factor on a region's terms of the loss. The steps of one drag (equal `gesture`) merge.
class SetRegionWeight : public ChangeRegion {
 public:
  SetRegionWeight(Document &document, int regionId, double weight, int gesture);
};

}  // namespace everyword
