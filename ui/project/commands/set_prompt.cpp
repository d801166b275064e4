#include "ui/project/commands/set_prompt.h"

#include <QCoreApplication>

#include "ui/project/commands/command_ids.h"

namespace everyword {

SetPrompt::SetPrompt(Document &document, const QString &prompt, int session)
    : document_(document),
      before_(QString::fromStdString(document.request().objective.prompt)),
      after_(prompt),
      session_(session) {
  setText(QCoreApplication::translate("Commands", "edit the prompt"));
}

int SetPrompt::id() const { return kSetPromptId; }

bool SetPrompt::mergeWith(const QUndoCommand *other) {
  const auto *next = static_cast<const SetPrompt *>(other);
  if (next->session_ != session_) {
    return false;
  }
  after_ = next->after_;
  setObsolete(after_ == before_);
  return true;
}

void SetPrompt::undo() { document_.setPrompt(before_); }
void SetPrompt::redo() { document_.setPrompt(after_); }

}  // namespace everyword
