#pragma once

#include <ATen/core/Tensor.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "engine/api/run_events.h"
#include "engine/models/model_pack.h"
#include "engine/nn/attention_trace.h"

namespace everyword {

/// Text features of a run. The texts are fixed while the picture changes, so each is encoded once;
/// a label edited during the run costs one more encoding. Not thread-safe.
class TextFeatures {
 public:
  explicit TextFeatures(const LoadedModels &models) : models_(models) {}

  /// Unit length, [1, D].
  at::Tensor of(const std::string &text);
  /// Encodes `text` so that word scores can follow; of() then takes its feature from here.
  void trace(const std::string &text);
  /// [P, D]; [0, D] for no texts.
  at::Tensor ofAll(const std::vector<std::string> &texts);

  /// Relevance of the words of `text` for a picture, the largest being 1 (paper, section 3.1).
  /// `imageFeature` [1, D]. The text encoder's forward pass is kept, so only its gradients are
  /// computed anew.
  std::vector<WordScore> wordScores(const std::string &text, const at::Tensor &imageFeature);

 private:
  struct Traced {
    Encoded encoded;
    at::Tensor feature, ends;
    AttentionTrace trace;
  };

  at::Tensor tokenRow(const Encoded &encoded) const;

  LoadedModels models_;
  std::map<std::string, at::Tensor> features_;
  std::map<std::string, Traced> traced_;
};

}  // namespace everyword
