#include "engine/models/clip/clip_weights.h"

#include <ATen/ATen.h>

#include "engine/api/errors.h"

namespace everyword {
namespace {

/// In floating point: a product of hostile sizes must not overflow.
double numbersIn(const std::vector<std::int64_t> &shape) {
  double product = 1;
  for (const auto size : shape) {
    product *= static_cast<double>(size);
  }
  return product;
}

}  // namespace

ClipWeights::ClipWeights(const TensorTable &table, WeightLoader &loader, c10::Device device)
    : table_(table), loader_(loader), device_(device) {
  for (const auto &[name, info] : table.infos()) {
    numbersInFile_ += numbersIn(info.shape);
  }
}

void ClipWeights::refuseBeyondFile(const std::string &name,
                                   const std::vector<std::int64_t> &shape) const {
  if (numbersIn(shape) <= numbersInFile_) {
    return;
  }
  throw FileError(table_.origin() + " is no complete CLIP model: by its other tensors '" + name +
                      "' would be larger than the whole file",
                  "choose another file");
}

at::Tensor ClipWeights::get(const std::string &name, const std::vector<std::int64_t> &shape) {
  if (table_.has(name) && table_.info(name).shape == shape) {
    return loader_.get(name, shape).to(device_);
  }
  refuseBeyondFile(name, shape);
  loader_.get(name, shape);  // notes the fault
  return at::zeros({}, at::TensorOptions().dtype(at::kFloat).device(device_)).expand(shape);
}

LayerNorm ClipWeights::norm(const std::string &prefix, std::int64_t width) {
  return {get(prefix + "weight", {width}), get(prefix + "bias", {width})};
}

Linear ClipWeights::linear(const std::string &prefix, std::int64_t out, std::int64_t in) {
  return {get(prefix + "weight", {out, in}), get(prefix + "bias", {out})};
}

std::vector<TransformerBlock> ClipWeights::blocks(const std::string &prefix, std::int64_t count,
                                                  const BlockShape &shape) {
  std::vector<TransformerBlock> all;
  for (std::int64_t i = 0; i < count; ++i) {
    all.push_back(block(prefix + std::to_string(i) + ".", shape));
  }
  return all;
}

TransformerBlock ClipWeights::block(const std::string &prefix, const BlockShape &shape) {
  const std::int64_t width = shape.width;
  TransformerBlock block;
  block.norm1 = norm(prefix + "ln_1.", width);
  block.attention.in = {get(prefix + "attn.in_proj_weight", {3 * width, width}),
                        get(prefix + "attn.in_proj_bias", {3 * width})};
  block.attention.out = linear(prefix + "attn.out_proj.", width, width);
  block.attention.heads = shape.heads;
  block.norm2 = norm(prefix + "ln_2.", width);
  block.mlp = {linear(prefix + "mlp.c_fc.", shape.mlp, width),
               linear(prefix + "mlp.c_proj.", width, shape.mlp), shape.activation};
  block.norm1.epsilon = block.norm2.epsilon = shape.epsilon;
  return block;
}

}  // namespace everyword
