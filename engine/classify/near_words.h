#pragma once

#include <ATen/core/Tensor.h>

#include <string>
#include <vector>

#include "engine/api/classify.h"

namespace everyword {

class ClipModel;

/// Whole words of a vocabulary and their embeddings.
class NearWords {
 public:
  /// `merges`: the vocabulary's file. Throws FileError.
  NearWords(const ClipModel &clip, const std::string &merges);

  /// Of each vector [M, W] the `count` nearest words, nearest first (Euclidean, as CoOp does it).
  std::vector<std::vector<NearWord>> of(const at::Tensor &vectors, std::int64_t count) const;

 private:
  std::vector<std::string> words_;
  at::Tensor embeddings_;  ///< [words, W]
};

}  // namespace everyword
