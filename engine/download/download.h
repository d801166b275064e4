#pragma once

#include <functional>
#include <optional>
#include <string>

#include "engine/api/model_store.h"

namespace everyword {

/// One file to fetch.
struct FileSource {
  std::string url;
  std::string fileName;      ///< for messages and the name on disk
  std::int64_t bytes = 0;    ///< it must have; 0: not known
  std::string sha256;        ///< it must have; empty: not known
  std::int64_t largest = 0;  ///< more bytes than that are refused; 0: as many as fit on the disk
};

using DownloadReport = std::function<bool(const DownloadProgress &)>;

/// Where the part file of a source lies below `folder`.
std::string partPathOf(const FileSource &source, const std::string &folder);

/// Fetches the file into its part file, going on where an earlier try stopped, over broken
/// connections, and checks its size and SHA-256. Returns false when `report` paused it (the part
/// file stays). Throws FileError (not what was asked for; nothing stays), ResourceError (no
/// connection after all tries, disk full; the part file stays).
bool fetchFile(const FileSource &source, const std::string &folder, const RetryPolicy &retry,
               const DownloadReport &report);

}  // namespace everyword
