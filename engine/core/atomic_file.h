#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace everyword {

/// Writes `bytes` to `path` so that a reader sees the old file or the whole new one, never a part:
/// a temporary file in the same folder, fsync, rename. Links are followed; a device or pipe is
/// written in place. Leaves nothing behind when it fails. Throws ResourceError: disk full,
/// read-only or missing folder, no permission.
void writeAtomically(const std::string &path, std::span<const std::uint8_t> bytes);

/// The whole file. Throws FileError (missing, a folder, unreadable, larger than `limit` bytes).
std::vector<std::uint8_t> readWholeFile(const std::string &path, std::size_t limit = 1u << 30);

}  // namespace everyword
