#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "engine/checkpoint/input_file.h"

namespace everyword {

/// Where a stored (not compressed) entry's bytes lie in the file.
struct StoredEntry {
  std::uint64_t offset = 0, size = 0;
};

/// The stored entries of a zip archive by name, so that they can be mapped; libzip does not report
/// where they lie. Entries whose place is not certain are left out (libzip then reads them). Throws
/// FileError when entries overlap, as in archives made to grow without bound.
std::map<std::string, StoredEntry> locateStoredEntries(const InputFile &file);

}  // namespace everyword
