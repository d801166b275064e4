#include "ui/project/commands/duplicate_region.h"

#include <QCoreApplication>
#include <algorithm>

#include "ui/project/region_labels.h"

namespace everyword {
namespace {
Region copyOf(Document &document, int regionId) {
  constexpr double kShift = 0.04;
  Region copy = *document.region(regionId);
  copy.id = document.takeRegionId();
  copy.label = freeLabel(document.request(), QString::fromStdString(copy.label)).toStdString();
  copy.box.x = std::min(copy.box.x + kShift, 1.0 - copy.box.width);
  copy.box.y = std::min(copy.box.y + kShift, 1.0 - copy.box.height);
  return copy;
}
}  // namespace

DuplicateRegion::DuplicateRegion(Document &document, int regionId)
    : AddRegion(document, copyOf(document, regionId)) {
  setText(QCoreApplication::translate("Commands", "duplicate a region"));
}

}  // namespace everyword
