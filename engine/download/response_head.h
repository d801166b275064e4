#pragma once

#include <string_view>

#include "engine/download/http_transfer.h"

namespace everyword {

/// Takes one header line, with or without its line end. A status line starts anew. Malformed values
/// count as absent.
void readHeaderLine(ResponseHead &head, std::string_view line);

}  // namespace everyword
