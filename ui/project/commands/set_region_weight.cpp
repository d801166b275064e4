#include "ui/project/commands/set_region_weight.h"

#include <QCoreApplication>

#include "ui/project/commands/command_ids.h"

namespace everyword {
namespace {
Region changed(const Region &region, double weight) {
  Region after = region;
  after.weight = weight;
  return after;
}
}  // namespace

SetRegionWeight::SetRegionWeight(Document &document, int regionId, double weight, int gesture)
    : ChangeRegion(document, changed(*document.region(regionId), weight),
                   ChangeEvent::Kind::RegionWeight, kSetRegionWeightId, gesture) {
  setText(QCoreApplication::translate("Commands", "change a region's weight"));
}

}  // namespace everyword
