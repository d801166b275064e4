#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "engine/api/engine.h"

namespace everyword {

/// A file of a pack, as its manifest names it.
struct PackFile {
  std::string path;  ///< absolute
  std::string name;  ///< as in the manifest, for messages
  std::int64_t bytes = 0;
  std::string sha256;  ///< lower-case
};

/// What a manifest.json says (resources/README.md).
struct PackManifest {
  PackInfo info;
  std::vector<std::string> things;        ///< of its words: what can stand in a box by itself
  std::map<std::string, PackFile> files;  ///< by role: those of model_families.cpp, words
  std::vector<std::string> notDrawn;  ///< things that its encoder recognises and its generator of
                                      ///< pictures does not draw

  /// Throws FileError "the pack 'Starter pack' has no <role>".
  const PackFile &file(const std::string &role) const;
};

/// Is there a manifest.json in this folder?
bool isPackFolder(const std::string &folder);

/// Reads manifest and word list, not the models. Throws FileError naming the file and what is wrong
/// with it.
PackManifest readManifest(const std::string &folder);

/// The things of a text that the pack recognises and does not draw, each once; with or without a
/// plural ending. Of "christmas tree" and "tree" the longer one counts.
std::vector<std::string> notDrawnOf(const PackManifest &pack, const std::string &text);

/// Throws FileError naming the file when it is missing, or has another size or SHA-256 than the
/// manifest says.
void verifyPackFile(const PackManifest &manifest, const PackFile &file);

}  // namespace everyword
