#include "ui/project/commands/region_commands.h"

#include <QCoreApplication>
#include <algorithm>

#include "ui/project/commands/gesture.h"
#include "ui/project/prompt_words.h"
#include "ui/project/region_labels.h"

namespace everyword {
namespace {

QString named(const char *source) { return QCoreApplication::translate("Commands", source); }

Region copyOf(Document &document, int regionId) {
  constexpr double kShift = 0.04;
  Region copy = *document.region(regionId);
  copy.id = document.takeRegionId();
  copy.label = freeLabel(document.request(), QString::fromStdString(copy.label)).toStdString();
  copy.box.x = std::min(copy.box.x + kShift, 1.0 - copy.box.width);
  copy.box.y = std::min(copy.box.y + kShift, 1.0 - copy.box.height);
  return copy;
}

/// The region with one field changed.
template <typename Field>
Region with(Document &document, int regionId, Field Region::*field, const Field &value) {
  Region after = *document.region(regionId);
  after.*field = value;
  return after;
}

}  // namespace

AddRegion::AddRegion(Document &document, const Region &region)
    : document_(document), region_(region) {
  setText(named("draw a region"));
}

void AddRegion::undo() { document_.removeRegion(region_.id); }

void AddRegion::redo() {
  document_.insertRegion(static_cast<int>(document_.request().objective.regions.size()), region_);
}

DuplicateRegion::DuplicateRegion(Document &document, int regionId)
    : AddRegion(document, copyOf(document, regionId)) {
  setText(named("duplicate a region"));
}

DeleteRegion::DeleteRegion(Document &document, int regionId)
    : document_(document), region_(*document.region(regionId)), index_(document.indexOf(regionId)) {
  setText(named("delete a region"));
}

void DeleteRegion::undo() { document_.insertRegion(index_, region_); }
void DeleteRegion::redo() { document_.removeRegion(region_.id); }

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

MoveRegion::MoveRegion(Document &document, int regionId, const Box &box, int gesture)
    : ChangeRegion(document, with(document, regionId, &Region::box, box),
                   ChangeEvent::Kind::RegionBox, kMoveRegionId, gesture) {
  setText(named("move a region"));
}

RenameRegion::RenameRegion(Document &document, int regionId, const QString &label)
    : ChangeRegion(document,
                   with(document, regionId, &Region::label, usableText(label).toStdString()),
                   ChangeEvent::Kind::RegionLabel, -1, 0) {
  setText(named("rename a region"));
}

SetRegionEnabled::SetRegionEnabled(Document &document, int regionId, bool enabled)
    : ChangeRegion(document, with(document, regionId, &Region::enabled, enabled),
                   ChangeEvent::Kind::RegionEnabled, -1, 0) {
  setText(enabled ? named("show a region") : named("hide a region"));
}

SetRegionWeight::SetRegionWeight(Document &document, int regionId, double weight, int gesture)
    : ChangeRegion(document, with(document, regionId, &Region::weight, weight),
                   ChangeEvent::Kind::RegionWeight, kSetRegionWeightId, gesture) {
  setText(named("change a region's weight"));
}

}  // namespace everyword
