#pragma once

#include "tests/engine/checkpoint/checkpoint_bytes.h"

namespace everyword::testing {

using TempFolder = TemporaryFolder;

}  // namespace everyword::testing
