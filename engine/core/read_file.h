#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace everyword {

/// Everything that is read whole (pictures, requests, manifests) fits.
inline constexpr std::size_t kLargestSmallFile = std::size_t{64} << 20;

/// All bytes of a regular file. Its size is looked at before memory is taken; a pipe or device is
/// refused at once, never waited for. Throws FileError: missing, no regular file, unreadable, or
/// larger than `limit` bytes.
std::vector<std::uint8_t> readFile(const std::string &path, std::size_t limit = kLargestSmallFile);

/// The first bytes of a regular file, at most `count`; empty when it cannot be read. Never waits.
std::string firstBytesOf(const std::string &path, std::size_t count);

}  // namespace everyword
