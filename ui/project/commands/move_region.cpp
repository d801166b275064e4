#include "ui/project/commands/move_region.h"

#include <QCoreApplication>

#include "ui/project/commands/command_ids.h"

namespace everyword {
namespace {
Region changed(const Region &region, const Box &box) {
  Region after = region;
  after.box = box;
  return after;
}
}  // namespace

MoveRegion::MoveRegion(Document &document, int regionId, const Box &box, int gesture)
    : ChangeRegion(document, changed(*document.region(regionId), box), ChangeEvent::Kind::RegionBox,
                   kMoveRegionId, gesture) {
  setText(QCoreApplication::translate("Commands", "move a region"));
}

}  // namespace everyword
