#pragma once

#include <string>

#include "engine/api/run_request.h"

namespace everyword {

/// "red apple:0.05,0.3,0.4,0.5" -> a region; the last colon ends the label, so that a label may
/// hold colons. Throws InputError.
Region parseBoxArgument(const std::string &text, int id);

}  // namespace everyword
