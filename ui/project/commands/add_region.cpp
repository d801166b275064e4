#include "ui/project/commands/add_region.h"

#include <QCoreApplication>

namespace everyword {

AddRegion::AddRegion(Document &document, const Region &region)
    : document_(document), region_(region) {
  setText(QCoreApplication::translate("Commands", "draw a region"));
}

void AddRegion::undo() { document_.removeRegion(region_.id); }

void AddRegion::redo() {
  document_.insertRegion(static_cast<int>(document_.request().objective.regions.size()), region_);
}

}  // namespace everyword
