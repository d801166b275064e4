#pragma once

#include "ui/project/commands/add_region.h"

namespace everyword {

/// A copy of a region, shifted a little, with a label of its own (two boxes of one label cannot
/// run).
class DuplicateRegion : public AddRegion {
 public:
  DuplicateRegion(Document &document, int regionId);
};

}  // namespace everyword
