#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/api/run_request.h"
#include "engine/models/pack_manifest.h"

namespace everyword {

/// A file to load: of a pack (then it has a checksum) or the user's own.
struct ModelFile {
  std::string path;
  std::optional<PackFile> inPack;
};

/// Which files a request's models are.
struct ModelFiles {
  std::optional<PackManifest> pack;  ///< unset when every file is the user's own
  std::map<std::string, ModelFile> byRole;

  /// Empty when there is none of that role.
  std::string path(const std::string &role) const;
};

/// The files of these roles (families of checkpoints) and of their companions. `packFolder` finds
/// the request's pack; asked only when a file of it is needed. Own paths count before the pack's
/// files; companions may lie beside an own checkpoint. Throws FileError.
ModelFiles resolveModelFiles(const ModelSet &models, const std::function<std::string()> &packFolder,
                             const std::vector<std::string> &roles);

/// Path, size and times of change of a file, or of all shards of an index: distinguishes it from an
/// edited one. Throws FileError when it does not exist.
std::string fileStamp(const std::string &path);

}  // namespace everyword
