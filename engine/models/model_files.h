#pragma once

#include <functional>
#include <optional>
#include <string>

#include "engine/api/run_request.h"
#include "engine/models/pack_manifest.h"

namespace everyword {

/// A file to load: of a pack (then it has a checksum) or of one's own.
struct ModelFile {
  std::string path;
  std::optional<PackFile> inPack;
};

/// Which files a request's models are.
struct ModelFiles {
  std::optional<PackManifest> pack;  ///< unset when every file is one's own
  ModelFile clip, merges;
  ModelFile vqgan, vqganConfig;  ///< paths empty: no generator asked for, no yaml found
};

/// `packFolder` finds the request's pack; asked only when a file of it is needed. Own paths count
/// before the pack's files; beside an own checkpoint lie its yaml (same name, or model.yaml) and
/// its merges. Throws FileError.
ModelFiles resolveModelFiles(const ModelSet &models, const std::function<std::string()> &packFolder,
                             bool withGenerator);

/// Path, size and time of change: tells a file from an edited one. Throws FileError when it does
/// not exist.
std::string fileStamp(const std::string &path);

}  // namespace everyword
