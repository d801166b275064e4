#include "ui/project/commands/rename_region.h"

#include <QCoreApplication>

namespace everyword {
namespace {
Region changed(const Region &region, const QString &label) {
  Region after = region;
  after.label = label.toStdString();
  return after;
}
}  // namespace

RenameRegion::RenameRegion(Document &document, int regionId, const QString &label)
    : ChangeRegion(document, changed(*document.region(regionId), label),
                   ChangeEvent::Kind::RegionLabel, -1, 0) {
  setText(QCoreApplication::translate("Commands", "rename a region"));
}

}  // namespace everyword
