#pragma once

#include <c10/core/Device.h>

#include <cstdint>
#include <string>
#include <vector>

#include "engine/checkpoint/tensor_table.h"
#include "engine/models/clip/clip_config.h"
#include "engine/nn/transformer_block.h"

namespace everyword {

/// Reads a CLIP's parts by OpenAI's names, float32, onto a device. Faults are collected by the
/// WeightLoader.
class ClipWeights {
 public:
  /// `table`: the one that `loader` reads.
  ClipWeights(const TensorTable &table, WeightLoader &loader, c10::Device device);

  /// What is missing or mis-shaped is noted by the loader, and something that takes no memory
  /// stands in for it: the shape asked for follows from other tensors of a file that may be damaged
  /// or hostile. Throws FileError when the tensor would be larger than all the file holds.
  at::Tensor get(const std::string &name, const std::vector<std::int64_t> &shape);
  LayerNorm norm(const std::string &prefix, std::int64_t width);
  /// `prefix` + "weight" [out, in] and "bias" [out].
  Linear linear(const std::string &prefix, std::int64_t out, std::int64_t in);
  std::vector<TransformerBlock> blocks(const std::string &prefix, std::int64_t count,
                                       const BlockShape &shape);

 private:
  TransformerBlock block(const std::string &prefix, const BlockShape &shape);

  void refuseBeyondFile(const std::string &name, const std::vector<std::int64_t> &shape) const;

  const TensorTable &table_;
  WeightLoader &loader_;
  double numbersInFile_ = 0;
  c10::Device device_;
};

}  // namespace everyword
