#pragma once

#include "ui/project/commands/change_region.h"

namespace everyword {

/// Moves or resizes a region. The steps of one drag (equal `gesture`) merge.
class MoveRegion : public ChangeRegion {
 public:
  MoveRegion(Document &document, int regionId, const Box &box, int gesture);
};

}  // namespace everyword
