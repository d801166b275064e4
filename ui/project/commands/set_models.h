#pragma once

#include <QUndoCommand>

#include "ui/project/document.h"

namespace everyword {

/// Other models make the picture, with the settings that are recommended for them: one step.
class SetModels : public QUndoCommand {
 public:
  /// `with` is the document's request but for models and parameters. `text` names the step in the
  /// undo menu.
  SetModels(Document &document, const RunRequest &with, const QString &text);
  void undo() override;
  void redo() override;

 private:
  Document &document_;
  RunRequest before_, after_;
};

}  // namespace everyword
