#pragma once

#include <ATen/core/Tensor.h>

#include <functional>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/api/run_events.h"
#include "engine/models/loaded_models.h"
#include "engine/nn/attention_trace.h"
#include "engine/relevance/text_relevance.h"

namespace everyword {

/// What a step needs to compute how much the cutouts rest on chosen words of the prompt. C words, L
/// tokens up to the end token.
struct ChosenWords {
  std::shared_ptr<const TextJacobian> text;  ///< of the prompt
  at::Tensor tokens;                         ///< [C,L] 1 at the tokens of the word
  at::Tensor compared;                       ///< [W,L] the same of them and of all that the text
                                             ///< names besides (api/prompt_words.h)
};

/// Text features of a run. The texts are fixed while the picture changes, so each is encoded once;
/// a label edited during the run costs one more encoding. The last few texts are kept. Not
/// thread-safe.
class TextFeatures {
 public:
  explicit TextFeatures(const LoadedModels &models) : models_(models) {}

  /// Unit length, [1, D].
  at::Tensor of(const std::string &text);
  /// Encodes `text` so that word scores can follow; of() then takes its feature from here.
  void trace(const std::string &text);
  /// [P, D]; [0, D] for no texts.
  at::Tensor ofAll(const std::vector<std::string> &texts);
  /// The same for a list of hundreds: encoded together, as short as the longest allows, and kept
  /// for the run.
  at::Tensor ofMany(const std::vector<std::string> &texts);

  /// Relevance of the words of `text` for a picture, the largest being 1 (paper, section 3.1).
  /// `imageFeature` [1, D]. The text encoder's forward pass is kept, so only its gradients are
  /// computed anew.
  std::vector<WordScore> wordScores(const std::string &text, const at::Tensor &imageFeature);

  /// `words`: words or phrases of `text`. Throws InputError naming the first that is not in it.
  /// The text's side is computed once: edits of anything but the text cost nothing.
  ChosenWords chosenWords(const std::string &text, const std::vector<std::string> &words);

  std::size_t kept() const { return texts_.size(); }  ///< texts that are remembered

 private:
  struct Traced {
    Encoded encoded;
    at::Tensor feature, ends;
    AttentionTrace trace;
  };
  struct Text {
    std::string text;
    at::Tensor feature;  ///< [1,D], unit length; undefined until it is asked for
    std::optional<Traced> traced;
  };

  /// A small encoder works in one thread: a text gains little by a second, and its bits then do not
  /// depend on how many there are.
  void encodeWhole(const std::function<void()> &encode) const;
  Text &entryOf(const std::string &text);
  at::Tensor tokenRow(const Encoded &encoded) const;
  std::shared_ptr<const TextJacobian> jacobianOf(const std::string &text, const Encoded &encoded);

  LoadedModels models_;
  std::list<Text> texts_;                   ///< the last used first
  std::map<std::string, at::Tensor> many_;  ///< [1,D], of ofMany()
  std::string jacobianOf_;
  std::shared_ptr<const TextJacobian> jacobian_;  ///< large, so only the last text's is kept
};

}  // namespace everyword
