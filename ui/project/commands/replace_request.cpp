#include "ui/project/commands/replace_request.h"

namespace everyword {

ReplaceRequest::ReplaceRequest(Document &document, const RunRequest &request, const QString &text)
    : QUndoCommand(text), document_(document), before_(document.request()), after_(request) {}

void ReplaceRequest::undo() { document_.setRequest(before_); }
void ReplaceRequest::redo() { document_.setRequest(after_); }

}  // namespace everyword
