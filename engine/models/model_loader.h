#pragma once

#include <c10/core/Device.h>

#include <functional>
#include <memory>
#include <string>

#include "engine/api/engine.h"
#include "engine/api/run_request.h"
#include "engine/models/loaded_models.h"

namespace everyword {

struct ModelFiles;

/// Finds packs (folders with a manifest.json under the resources folder, or any folder;
/// resources/README.md has the format) and loads what a request names: the user's own paths before
/// files of the pack. Companions may lie beside a user's own model (model_families.h). Keeps the
/// last four that were used. load() is for one thread at a time; the const members are for any.
class ModelLoader {
 public:
  explicit ModelLoader(std::string resourcesFolder);

  /// Packs with a damaged manifest are left out; findPack says what is wrong with one.
  std::vector<PackInfo> listPacks() const;
  /// Throws FileError.
  PackInfo findPack(const std::string &nameOrFolder) const;

  /// `roles`: families to load, CLIP first. `progress(what, fraction)`, also after
  /// every few megabytes of a model. What it throws ends the
  /// loading and passes through; whole models are kept then, halves are not. Throws FileError
  /// (missing, damaged: SHA-256 of pack files is checked once a process).
  LoadedModels load(const ModelSet &models, c10::Device device,
                    const std::vector<std::string> &roles,
                    const std::function<void(const std::string &, double)> &progress = {});
  /// Only the tokenizer and context length; no tensors are loaded.
  std::shared_ptr<const Tokenizer> tokenizer(const ModelSet &models, int *contextLength) const;

 private:
  struct Cache;
  std::string packFolder(const std::string &nameOrFolder) const;
  ModelFiles resolve(const ModelSet &models, const std::vector<std::string> &roles) const;

  std::string resourcesFolder_;
  std::shared_ptr<Cache> cache_;
};

/// Whether the pack has seen a word.
struct WordKnowledge {
  std::string word;  ///< as it stands between two spaces, lower case
  bool known = true;
  std::vector<std::string>
      near;  ///< at most three of the pack's words: a synonym, then those of similar spelling
};

/// One entry for each word between spaces, in order. Known are the pack's words and the parts of
/// its phrases, with or without a plural ending, words such as "a", "of", "photo", and all words
/// when the pack is not limited to its list.
std::vector<WordKnowledge> knownWords(const PackInfo &pack, const std::string &text);

}  // namespace everyword
