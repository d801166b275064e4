#pragma once

#include "ui/project/commands/change_region.h"

namespace everyword {

/// Takes a region out of the run, or back in.
class SetRegionEnabled : public ChangeRegion {
 public:
  SetRegionEnabled(Document &document, int regionId, bool enabled);
};

}  // namespace everyword
