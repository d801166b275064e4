#include "engine/models/biggan/biggan_layers.h"

#include <ATen/ATen.h>

#include <utility>

#include "engine/core/precision.h"

namespace everyword::biggan {
namespace {

constexpr double kNormEpsilon = 1e-5;
constexpr double kSpectralEpsilon = 1e-8;

at::Tensor unitRow(const at::Tensor &row) { return row / row.norm().clamp_min(kSpectralEpsilon); }

at::Tensor loadNormalised(const WeightSource &source, const std::string &name,
                          const std::vector<std::int64_t> &shape) {
  const at::Tensor weight = source.get(name + ".weight", shape);
  return spectralNormalised(weight, source.get(name + ".u0", {1, shape[0]}));
}

at::Tensor inverseDeviation(const WeightSource &source, const std::string &name,
                            std::int64_t channels) {
  return at::rsqrt(source.get(name + ".stored_var", {channels}) + kNormEpsilon);
}

at::Tensor perChannel(const at::Tensor &t) { return t.unsqueeze(-1).unsqueeze(-1); }

}  // namespace

at::Tensor doubled(const at::Tensor &x) {
  return at::upsample_nearest2d(x, {x.size(2) * 2, x.size(3) * 2});
}

at::Tensor spectralNormalised(const at::Tensor &weight, const at::Tensor &u) {
  const at::Tensor matrix = weight.flatten(1);
  const at::Tensor v = unitRow(at::matmul(u, matrix));
  const at::Tensor image = at::matmul(v, matrix.t());  // [1, O]
  const at::Tensor sigma = (image * unitRow(image)).sum();
  return weight / sigma;
}

Linear loadLinear(const WeightSource &source, const std::string &name, std::int64_t from,
                  std::int64_t to, bool withBias) {
  return {loadNormalised(source, name, {to, from}),
          withBias ? source.get(name + ".bias", {to}) : at::Tensor()};
}

Convolution Convolution::load(const WeightSource &source, const std::string &name,
                              std::int64_t from, std::int64_t to, std::int64_t kernel,
                              bool withBias) {
  return {inConvolutionLayout(loadNormalised(source, name, {to, from, kernel, kernel})),
          withBias ? source.get(name + ".bias", {to}) : at::Tensor()};
}

at::Tensor Convolution::operator()(const at::Tensor &x) const {
  return at::conv2d(x, weight, bias, 1, weight.size(2) / 2);
}

// (1 + scale) / deviation, as one linear layer
ConditionalNorm::ConditionalNorm(const at::Tensor &scale, const at::Tensor &bias,
                                 const at::Tensor &mean, const at::Tensor &inverseDeviation)
    : scale_{scale * inverseDeviation.unsqueeze(1), inverseDeviation},
      bias_{bias, at::Tensor()},
      mean_(mean) {}

ConditionalNorm ConditionalNorm::load(const WeightSource &source, const std::string &name,
                                      std::int64_t channels, std::int64_t conditionDim) {
  return {loadLinear(source, name + ".gain", conditionDim, channels, false).weight,
          loadLinear(source, name + ".bias", conditionDim, channels, false).weight,
          source.get(name + ".stored_mean", {channels}), inverseDeviation(source, name, channels)};
}

at::Tensor ConditionalNorm::thenRelu(const at::Tensor &x, const at::Tensor &condition) const {
  const at::Tensor scale = scale_.forward(condition);
  const at::Tensor shift = bias_.forward(condition) - mean_ * scale;
  at::Tensor y = at::addcmul(perChannel(shift), x, perChannel(scale));
  return at::relu_(y);
}

Block::Block(const WeightSource &source, const std::string &name, std::int64_t from,
             std::int64_t to, std::int64_t conditionDim)
    : norm1_(ConditionalNorm::load(source, name + ".bn1", from, conditionDim)),
      norm2_(ConditionalNorm::load(source, name + ".bn2", to, conditionDim)),
      conv1_(Convolution::load(source, name + ".conv1", from, to, 3)),
      conv2_(Convolution::load(source, name + ".conv2", to, to, 3)),
      shortcut_(Convolution::load(source, name + ".conv_sc", from, to, 1)) {}

at::Tensor Block::operator()(const at::Tensor &x, const at::Tensor &condition) const {
  at::Tensor y = conv1_(doubled(norm1_.thenRelu(x, condition)));
  y = conv2_(norm2_.thenRelu(y, condition));
  return y + doubled(shortcut_(
                 x));  // a 1x1 convolution commutes with the doubling, at a quarter of the work
}

Attention Attention::load(const WeightSource &source, const std::string &name,
                          std::int64_t channels) {
  const std::int64_t narrow = channels / 8, wide = channels / 2;
  const auto convolution = [&](const char *part, std::int64_t from, std::int64_t to) {
    return Convolution::load(source, name + part, from, to, 1, false);
  };
  return {convolution(".theta", channels, narrow), convolution(".phi", channels, narrow),
          convolution(".g", channels, wide), convolution(".o", wide, channels),
          source.get(name + ".gamma", {})};
}

at::Tensor Attention::operator()(const at::Tensor &x) const {
  if (!gain.defined()) {
    return x;
  }
  const at::Tensor values = at::max_pool2d(value(x), {2, 2});
  // The fused kernel, which keeps no [positions, positions] matrix, wants one width: zeros change
  // no product.
  const std::int64_t width = values.size(1);
  const auto rows = [&](const at::Tensor &t) {  // [B, 1, positions, width]
    const at::Tensor flat = t.flatten(2).transpose(1, 2).unsqueeze(1);
    return at::constant_pad_nd(flat, {0, width - t.size(1)});
  };
  const at::Tensor mixed = at::scaled_dot_product_attention(
      rows(query(x)), rows(at::max_pool2d(key(x), {2, 2})), rows(values), {}, 0.0, false, 1.0);
  const at::Tensor map = mixed.squeeze(1).transpose(1, 2).unflatten(2, {x.size(2), x.size(3)});
  return at::addcmul(x, output(inConvolutionLayout(map)), gain);
}

Output::Output(const WeightSource &source, std::int64_t channels)
    : convolution_(Convolution::load(source, "output_layer.2", channels, 3, 3)) {
  const auto get = [&](const char *leaf) {
    return source.get(std::string("output_layer.0") + leaf, {channels});
  };
  const at::Tensor scale = get(".gain") * inverseDeviation(source, "output_layer.0", channels);
  scale_ = perChannel(scale).unsqueeze(0);
  shift_ = perChannel(get(".bias") - get(".stored_mean") * scale).unsqueeze(0);
}

Output::Output(const at::Tensor &scale, const at::Tensor &shift, Convolution convolution)
    : scale_(perChannel(scale).unsqueeze(0)),
      shift_(perChannel(shift).unsqueeze(0)),
      convolution_(std::move(convolution)) {}

at::Tensor Output::operator()(const at::Tensor &x) const {
  const FullPrecision full(x.device());
  return at::tanh(convolution_(at::relu(at::addcmul(shift_, inFullPrecision(x), scale_))));
}

}  // namespace everyword::biggan
