#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace everyword {

/// promptInPicture() of bytes in memory; `path` is for messages.
std::string promptIn(std::span<const std::uint8_t> bytes, const std::string &path);

}  // namespace everyword
