#pragma once

#include <QUndoCommand>

#include "ui/project/document.h"

namespace everyword {

/// Everything at once: a recipe that came with a picture, a start picture.
class ReplaceRequest : public QUndoCommand {
 public:
  /// `text` names the step in the undo menu.
  ReplaceRequest(Document &document, const RunRequest &request, const QString &text);
  void undo() override;
  void redo() override;

 private:
  Document &document_;
  RunRequest before_, after_;
};

}  // namespace everyword
