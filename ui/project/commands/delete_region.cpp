#include "ui/project/commands/delete_region.h"

#include <QCoreApplication>

namespace everyword {

DeleteRegion::DeleteRegion(Document &document, int regionId)
    : document_(document), region_(*document.region(regionId)), index_(document.indexOf(regionId)) {
  setText(QCoreApplication::translate("Commands", "delete a region"));
}

void DeleteRegion::undo() { document_.insertRegion(index_, region_); }
void DeleteRegion::redo() { document_.removeRegion(region_.id); }

}  // namespace everyword
