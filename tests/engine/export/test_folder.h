#pragma once

#include "tests/support/temporary_folder.h"

namespace everyword::testing {

using TestFolder = TemporaryFolder;

}  // namespace everyword::testing
