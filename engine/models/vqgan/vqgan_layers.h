#pragma once

#include <ATen/core/Tensor.h>
#include <c10/core/Device.h>

#include <cstdint>
#include <string>
#include <vector>

#include "engine/checkpoint/tensor_table.h"
#include "engine/models/vqgan/subpixel_upsample.h"
#include "engine/nn/convolution_layout.h"
#include "engine/nn/same_convolution.h"

namespace everyword::vqgan {

// The layers of taming's encoder and decoder. Pictures are [B, C, H, W]; on the CPU they lie
// channels last in memory, where oneDNN's convolutions come near to a matrix product's speed. Names
// are those of the checkpoint. Weights are constants.

/// Takes tensors from a checkpoint, ready for use: float32, on the device, convolutions channels
/// last on the CPU.
class LayerSource {
 public:
  LayerSource(WeightLoader &loader, std::int64_t normGroups, c10::Device device)
      : loader_(loader), normGroups_(normGroups), device_(device) {}

  at::Tensor get(const std::string &name, const std::vector<std::int64_t> &shape) const;
  std::int64_t normGroups() const { return normGroups_; }

 private:
  WeightLoader &loader_;
  std::int64_t normGroups_;
  c10::Device device_;
};

struct Convolution : SameConvolution {
  static Convolution load(const LayerSource &source, const std::string &name, std::int64_t from,
                          std::int64_t to, std::int64_t kernel);
};

/// Group norm, epsilon 1e-6.
struct Norm {
  at::Tensor weight, bias;
  std::int64_t groups = 32;

  static Norm load(const LayerSource &source, const std::string &name, std::int64_t channels);
  at::Tensor operator()(const at::Tensor &x) const;
  at::Tensor thenSilu(const at::Tensor &x) const;  ///< n * sigmoid(n) of the normalised n
};

/// x + conv2(silu(norm2(conv1(silu(norm1(x)))))), with a 1x1 convolution on x where the width
/// changes.
struct ResBlock {
  Norm norm1, norm2;
  Convolution conv1, conv2, shortcut;  ///< no shortcut weight: x itself

  static ResBlock load(const LayerSource &source, const std::string &name, std::int64_t from,
                       std::int64_t to);
  at::Tensor operator()(const at::Tensor &x) const;
};

/// Single-head attention over all positions, with a residual.
struct AttentionBlock {
  Norm norm;
  Convolution query, key, value, output;

  static AttentionBlock load(const LayerSource &source, const std::string &name,
                             std::int64_t channels);
  at::Tensor operator()(const at::Tensor &x) const;
};

/// Pads right and bottom by one, then a 3x3 convolution of stride 2.
struct Downsample {
  Convolution convolution;

  static Downsample load(const LayerSource &source, const std::string &name, std::int64_t channels);
  at::Tensor operator()(const at::Tensor &x) const;
};

/// Nearest upsampling by two, then a 3x3 convolution, in one.
struct Upsample {
  SubpixelUpsample both;

  static Upsample load(const LayerSource &source, const std::string &name, std::int64_t channels);
  at::Tensor operator()(const at::Tensor &x) const;
};

/// One resolution: residual blocks, each followed by attention where the level has it.
struct Level {
  std::vector<ResBlock> blocks;
  std::vector<AttentionBlock> attention;  ///< empty, or one a block

  static Level load(const LayerSource &source, const std::string &name, std::int64_t from,
                    std::int64_t to, std::int64_t blocks, bool withAttention);
  at::Tensor operator()(at::Tensor x, bool checkpointActivations = false) const;
};

/// The middle of both sides: block, attention, block.
struct Middle {
  ResBlock first, second;
  AttentionBlock attention;

  static Middle load(const LayerSource &source, const std::string &name, std::int64_t channels);
  at::Tensor operator()(const at::Tensor &x) const;
};

}  // namespace everyword::vqgan
