#include "engine/models/clip/conv_stem.h"

#include <ATen/ATen.h>

#include "engine/nn/convolution_layout.h"
#include "engine/nn/group_norm_silu.h"

namespace everyword {
namespace {

constexpr std::int64_t kGroups = 8;

/// A kernel [out, in, h, w] as the convolutions want it.
at::Tensor kernelOf(ClipWeights &weights, const std::string &name,
                    const std::vector<std::int64_t> &shape) {
  return inConvolutionLayout(weights.get(name, shape));
}

const std::string kPrefix = "visual.stem.";

std::int64_t widthOf(const TensorTable &table, const std::string &name) {
  if (!table.has(name) || table.info(name).shape.empty()) {
    return kGroups;
  }
  return table.info(name).shape[0];
}

}  // namespace

at::Tensor ConvStem::Norm::thenSilu(const at::Tensor &x, const at::Tensor &residual) const {
  return groupNormSilu(x, kGroups, weight, bias, 1e-5, residual);
}

at::Tensor ConvStem::Block::forward(const at::Tensor &x) const {
  const auto inner = norm1.thenSilu(conv1(x));
  return norm2.thenSilu(conv2(inner), x);
}

ConvStem::Norm ConvStem::loadNorm(ClipWeights &weights, const std::string &prefix,
                                  std::int64_t width) {
  return {weights.get(prefix + "weight", {width}), weights.get(prefix + "bias", {width})};
}

ConvStem ConvStem::load(const TensorTable &table, ClipWeights &weights, std::int64_t outWidth) {
  ConvStem stem;
  std::int64_t in = 3;
  for (int s = 0; table.has(kPrefix + "stages." + std::to_string(s) + ".down.weight"); ++s) {
    const auto prefix = kPrefix + "stages." + std::to_string(s) + ".";
    const auto width = widthOf(table, prefix + "down.weight");
    Stage stage{kernelOf(weights, prefix + "down.weight", {width, in, 3, 3}),
                loadNorm(weights, prefix + "norm.", width),
                {}};
    for (int b = 0; table.has(prefix + "blocks." + std::to_string(b) + ".conv1.weight"); ++b) {
      const auto block = prefix + "blocks." + std::to_string(b) + ".";
      const std::vector<std::int64_t> shape = {width, width, 3, 3};
      stage.blocks.push_back({SameConvolution(kernelOf(weights, block + "conv1.weight", shape)),
                              SameConvolution(kernelOf(weights, block + "conv2.weight", shape)),
                              loadNorm(weights, block + "norm1.", width),
                              loadNorm(weights, block + "norm2.", width)});
    }
    stem.stages_.push_back(std::move(stage));
    in = width;
  }
  stem.projection_ =
      SameConvolution(kernelOf(weights, kPrefix + "proj.weight", {outWidth, in, 1, 1}),
                      weights.get(kPrefix + "proj.bias", {outWidth}));
  return stem;
}

at::Tensor ConvStem::forward(const at::Tensor &images) const {
  auto x = inConvolutionLayout(images);
  for (const auto &stage : stages_) {
    x = stage.norm.thenSilu(at::conv2d(x, stage.down, {}, 2, 1));
    for (const auto &block : stage.blocks) {
      x = block.forward(x);
    }
  }
  return projection_(x);
}

}  // namespace everyword
