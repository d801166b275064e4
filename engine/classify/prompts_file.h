#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <vector>

#include "engine/classify/class_prompts.h"

namespace everyword {

/// Learned prompts as a file holds them.
struct SavedPrompts {
  at::Tensor context;  ///< "ctx" [M, W] or [C, M, W] float32
  PromptShape shape;
  /// What our own files add; empty in CoOp's.
  std::vector<std::string> classes;
  std::string method, clip;  ///< clip: SHA-256
  std::uint64_t seed = 0;
  double lambda = 0;
  std::string loss;  ///< toString(RelevanceLoss)
};

/// A safetensors file with the tensor "ctx" and the rest as JSON in its metadata
/// ("everyword_prompts"), atomically. Throws ResourceError.
void writePrompts(const std::string &path, const SavedPrompts &prompts);

/// Such a file, or a checkpoint of CoOp's trainer ("ctx" in a pickled state dict). `nameInMiddle`:
/// where a file of CoOp's has the name, since it does not say. Throws FileError when it holds no
/// prompts, prompts that are no numbers, of another width than `width`, or for other `classes`.
SavedPrompts readPrompts(const std::string &path, std::int64_t width,
                         const std::vector<std::string> &classes, bool nameInMiddle);

}  // namespace everyword
