#pragma once

#include <c10/core/Device.h>

#include <functional>
#include <memory>
#include <string>

#include "engine/api/engine.h"
#include "engine/api/run_request.h"
#include "engine/models/clip/clip_model.h"
#include "engine/models/vqgan/vqgan_model.h"
#include "engine/text/tokenizer.h"

namespace everyword {

/// The models of one request, loaded.
struct LoadedModels {
  std::shared_ptr<const ClipModel> clip;
  std::shared_ptr<const VqganModel> vqgan;  ///< nullptr when only CLIP was asked for
  std::shared_ptr<const Tokenizer> tokenizer;
  c10::Device device = c10::kCPU;
};

/// Finds packs (folders with a manifest.json under the resources folder, or any folder) and loads what a request names. Keeps the
/// last models loaded. Not thread-safe, but findPack/listPacks are.
class ModelLibrary {
 public:
  explicit ModelLibrary(std::string resourcesFolder);

  std::vector<PackInfo> listPacks() const;
  /// Throws FileError.
  PackInfo findPack(const std::string &nameOrFolder) const;

  /// `progress(what, fraction)`. Throws FileError (missing, damaged: SHA-256 of pack files is checked once a process).
  LoadedModels load(const ModelSet &models, c10::Device device, bool withGenerator, const std::function<void(const std::string &, double)> &progress = {});
  /// Only the tokenizer and context length; no tensors are loaded.
  std::shared_ptr<const Tokenizer> tokenizer(const ModelSet &models, int *contextLength) const;

 private:
  struct Cache;
  std::string resourcesFolder_;
  std::shared_ptr<Cache> cache_;
};

/// The text in the pack's words: for each word (or known phrase) whether it is known, and near ones if not.
struct WordKnowledge {
  std::string word;
  bool known = true;
  std::vector<std::string> near;
};
std::vector<WordKnowledge> knownWords(const PackInfo &pack, const std::string &text);

}  // namespace everyword
