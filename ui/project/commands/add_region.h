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

}  // namespace everyword
