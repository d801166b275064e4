#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <vector>

namespace everyword {

class ClipModel;

/// What a learned prompt looks like (CoOp, Zhou et al. 2022): start, M vectors with the class name
/// among or behind them, full stop, end.
struct PromptShape {
  std::int64_t vectors = 16;  ///< M
  bool perClass = false;      ///< vectors of its own for each class; otherwise all share them
  bool nameInMiddle = true;   ///< after M/2 of the vectors; otherwise behind all of them

  std::int64_t vectorsBeforeName() const { return nameInMiddle ? vectors / 2 : vectors; }
};

/// A class and the tokens of its name, without start and end.
struct ClassName {
  std::string name;
  std::vector<std::int64_t> tokens;
};

/// Tokens that stand around the name.
struct PromptTokens {
  std::int64_t start = 0, end = 0;
  std::vector<std::int64_t> stop;  ///< of "."
};

/// The prompts of C classes as embeddings of width W, made of context vectors V: [M, W], or
/// [C, M, W] where each class has its own. What all prompts begin with is kept apart (P tokens), so
/// that an encoder computes it once; classes whose names have equally many tokens are a group (G
/// classes, R tokens behind the shared ones, the last of them the end token), so that nothing is
/// padded.
class ClassPrompts {
 public:
  struct Group {
    at::Tensor classes;     ///< [G] int64, ascending
    at::Tensor names;       ///< [G, n, W] embeddings
    std::int64_t rest = 0;  ///< R
  };

  /// Throws InputError naming the first class whose prompt is longer than the context.
  ClassPrompts(const ClipModel &clip, const PromptShape &shape,
               const std::vector<ClassName> &classes, const PromptTokens &around);

  const PromptShape &shape() const { return shape_; }
  std::int64_t classes() const { return classes_; }             ///< C
  const std::vector<Group> &groups() const { return groups_; }  ///< by R, ascending
  std::int64_t sharedTokens() const;                            ///< P
  std::int64_t longest() const;                                 ///< L, of the longest prompt

  at::Tensor shared(const at::Tensor &context) const;                    ///< -> [P, W]
  at::Tensor rest(const Group &group, const at::Tensor &context) const;  ///< -> [G, R, W]

  /// 1 at the tokens of the name, in a prompt of the group: [P + R] float32.
  at::Tensor nameMask(const Group &group) const;

  std::vector<std::int64_t> contextShape() const;  ///< [M, W] or [C, M, W]

 private:
  PromptShape shape_;
  std::int64_t classes_ = 0, width_ = 0;
  std::vector<Group> groups_;
  at::Tensor start_;  ///< [1, W]
  at::Tensor tail_;   ///< full stop and end, [t, W]
};

}  // namespace everyword
