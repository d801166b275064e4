#include "ui/project/commands/set_models.h"

namespace everyword {

SetModels::SetModels(Document &document, const RunRequest &with, const QString &text)
    : QUndoCommand(text), document_(document), before_(document.request()), after_(with) {}

void SetModels::undo() { document_.setModels(before_); }
void SetModels::redo() { document_.setModels(after_); }

}  // namespace everyword
