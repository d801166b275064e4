#include "ui/project/commands/set_param.h"

#include <QCoreApplication>

#include "ui/project/commands/command_ids.h"

namespace everyword {

SetParam::SetParam(Document &document, const ParamSpec &spec, const ParamValue &value, int gesture)
    : document_(document),
      spec_(spec),
      before_(spec.get(document.request())),
      after_(value),
      gesture_(gesture) {
  setText(QCoreApplication::translate("Commands", "change “%1”")
              .arg(QString::fromStdString(spec.label)));
}

int SetParam::id() const { return kSetParamId; }

bool SetParam::mergeWith(const QUndoCommand *other) {
  const auto *next = static_cast<const SetParam *>(other);
  if (&next->spec_ != &spec_ || next->gesture_ != gesture_) {
    return false;
  }
  after_ = next->after_;
  setObsolete(after_ == before_);
  return true;
}

void SetParam::undo() { document_.setParameter(spec_, before_); }
void SetParam::redo() { document_.setParameter(spec_, after_); }

}  // namespace everyword
