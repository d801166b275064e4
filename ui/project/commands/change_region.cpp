#include "ui/project/commands/change_region.h"

namespace everyword {

ChangeRegion::ChangeRegion(Document &document, const Region &after, ChangeEvent::Kind kind,
                           int mergeId, int gesture)
    : document_(document),
      before_(*document.region(after.id)),
      after_(after),
      kind_(kind),
      mergeId_(mergeId),
      gesture_(gesture) {}

bool ChangeRegion::mergeWith(const QUndoCommand *other) {
  const auto *next = static_cast<const ChangeRegion *>(other);
  if (next->after_.id != after_.id || next->gesture_ != gesture_) {
    return false;
  }
  after_ = next->after_;
  setObsolete(after_ == before_);
  return true;
}

}  // namespace everyword
