#include "ui/project/commands/set_region_enabled.h"

#include <QCoreApplication>

namespace everyword {
namespace {
Region changed(const Region &region, bool enabled) {
  Region after = region;
  after.enabled = enabled;
  return after;
}
}  // namespace

SetRegionEnabled::SetRegionEnabled(Document &document, int regionId, bool enabled)
    : ChangeRegion(document, changed(*document.region(regionId), enabled),
                   ChangeEvent::Kind::RegionEnabled, -1, 0) {
  setText(enabled ? QCoreApplication::translate("Commands", "show a region")
                  : QCoreApplication::translate("Commands", "hide a region"));
}

}  // namespace everyword
