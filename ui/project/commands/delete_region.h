#pragma once

#include <QUndoCommand>

#include "ui/project/document.h"

namespace everyword {

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

}  // namespace everyword
