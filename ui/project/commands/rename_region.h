#pragma once

#include "ui/project/commands/change_region.h"

namespace everyword {

/// Gives a region another phrase.
class RenameRegion : public ChangeRegion {
 public:
  RenameRegion(Document &document, int regionId, const QString &label);
};

}  // namespace everyword
