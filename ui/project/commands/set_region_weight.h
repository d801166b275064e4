#pragma once

#include "ui/project/commands/change_region.h"

namespace everyword {

/// The factor on a region's terms of the loss. The steps of one drag (equal `gesture`) merge.
class SetRegionWeight : public ChangeRegion {
 public:
  SetRegionWeight(Document &document, int regionId, double weight, int gesture);
};

}  // namespace everyword
