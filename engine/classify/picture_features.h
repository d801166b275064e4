#pragma once

#include <ATen/core/Tensor.h>

#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace everyword {

class ClipModel;

/// Image features that one CLIP has computed before, by the SHA-256 of a picture's file.
class FeatureCache {
 public:
  /// `file`: the user's own, or empty: one in the user's cache folder, named after the model.
  /// `model`: digest of the CLIP. Throws FileError for an own file of another model, or one that is
  /// no cache or has values that are no numbers; what is wrong in the cache folder is forgotten.
  FeatureCache(const std::string &file, const std::string &model, std::int64_t width);

  /// [D] float32, not unit length; undefined when it is not there.
  at::Tensor find(const std::string &picture) const;
  void add(const std::string &picture, const at::Tensor &feature);

  /// Atomically, together with what other processes have written since. Throws ResourceError for an
  /// own file; a cache folder that cannot be written is no error.
  void save();

 private:
  std::map<std::string, at::Tensor> read() const;

  std::string file_, model_;
  std::int64_t width_;
  bool own_ = false, changed_ = false;
  std::map<std::string, at::Tensor> features_;
};

/// Features of the pictures that can be read.
struct PictureFeatures {
  at::Tensor features;                                       ///< [N, D] float32, not unit length
  std::vector<std::size_t> indices;                          ///< in the paths asked for, one a row
  std::vector<std::pair<std::string, std::string>> skipped;  ///< path, why
  int encoded = 0, fromCache = 0;
  bool stopped = false;
};

/// Encodes each picture once, whatever folder it is in: resized so that its shorter side is CLIP's,
/// the middle square. `progress(pictures done)` between batches; false ends it. Throws FileError
/// when a feature is no number.
PictureFeatures featuresOf(const std::vector<std::string> &paths, const ClipModel &clip,
                           FeatureCache &cache, const std::function<bool(std::size_t)> &progress);

}  // namespace everyword
