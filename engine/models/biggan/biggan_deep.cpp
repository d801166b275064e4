#include "engine/models/biggan/biggan_deep.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "engine/api/errors.h"
#include "engine/core/check_shape.h"
#include "engine/models/biggan/biggan_layers.h"

namespace everyword::biggan {
namespace {

constexpr std::int64_t kBottom = 4, kBottleneck = 4;
constexpr double kEpsilon = 1e-4;

/// Reads layers as PyTorch's spectral norm stores them: the raw weight, and the vectors whose
/// product with it is its singular value.
class DeepSource {
 public:
  DeepSource(const WeightSource &source, const BigGanConfig &config, double truncation)
      : source_(source), config_(config), truncation_(truncation) {}

  at::Tensor get(const std::string &name, const std::vector<std::int64_t> &shape) const {
    return source_.get(name, shape);
  }

  at::Tensor weight(const std::string &name, const std::vector<std::int64_t> &shape) const {
    const at::Tensor raw = get(name + ".weight_orig", shape);
    const at::Tensor matrix = raw.flatten(1);
    const at::Tensor u = get(name + ".weight_u", {shape[0]});
    const at::Tensor v = source_.getOptional(name + ".weight_v", {matrix.size(1)});
    if (!v.defined()) {  // files of the first versions have only one of the two
      return spectralNormalised(raw, u.unsqueeze(0));
    }
    return raw / (at::matmul(matrix, v) * u).sum();
  }

  Convolution convolution(const std::string &name, std::int64_t from, std::int64_t to,
                          std::int64_t kernel, bool withBias = true) const {
    return {inConvolutionLayout(weight(name, {to, from, kernel, kernel})),
            withBias ? get(name + ".bias", {to}) : at::Tensor()};
  }

  ConditionalNorm norm(const std::string &name, std::int64_t channels) const {
    const std::int64_t condition = config_.conditionDim();
    return {weight(name + ".scale", {channels, condition}),
            weight(name + ".offset", {channels, condition}), mean(name, channels),
            inverseDeviation(name, channels)};
  }

  at::Tensor mean(const std::string &name, std::int64_t channels) const {
    return atTruncation(get(name + ".running_means", {config_.statistics, channels}));
  }
  at::Tensor inverseDeviation(const std::string &name, std::int64_t channels) const {
    const at::Tensor all = get(name + ".running_vars", {config_.statistics, channels});
    return at::rsqrt(atTruncation(all) + kEpsilon);
  }

 private:
  /// Row 0 is for truncation 0, the last for 1. Between two rows the nearer one has the larger
  /// weight; the published code has it the other way round, which shows only between rows.
  at::Tensor atTruncation(const at::Tensor &rows) const {
    const double place = truncation_ * static_cast<double>(rows.size(0) - 1);
    const auto below = static_cast<std::int64_t>(place);
    const double fraction = place - static_cast<double>(below);
    if (fraction == 0) {
      return rows.select(0, below);
    }
    return at::lerp(rows.select(0, below), rows.select(0, below + 1), fraction);
  }

  const WeightSource &source_;
  const BigGanConfig &config_;
  double truncation_;
};

/// 1x1 to a quarter of the channels, 3x3, 3x3, 1x1; what the block does not keep of the channels
/// beside it is dropped.
class DeepBlock {
 public:
  DeepBlock(const DeepSource &source, const std::string &name, std::int64_t from, std::int64_t to,
            bool doubles)
      : channels_(to), doubles_(doubles) {
    const std::int64_t middle = from / kBottleneck;
    for (int i = 0; i < 4; ++i) {
      const std::string number = std::to_string(i);
      const std::int64_t before = i == 0 ? from : middle;
      norms_.push_back(source.norm(name + "bn_" + number, before));
      convolutions_.push_back(source.convolution(name + "conv_" + number, before,
                                                 i == 3 ? to : middle, i == 1 || i == 2 ? 3 : 1));
    }
  }

  at::Tensor operator()(const at::Tensor &x, const at::Tensor &condition) const {
    at::Tensor y = x;
    for (std::size_t i = 0; i < norms_.size(); ++i) {
      y = norms_[i].thenRelu(y, condition);
      y = convolutions_[i](i == 1 && doubles_ ? doubled(y) : y);
    }
    const at::Tensor beside = x.narrow(1, 0, channels_);
    return y + (doubles_ ? doubled(beside) : beside);
  }

 private:
  std::int64_t channels_;
  bool doubles_;
  std::vector<ConditionalNorm> norms_;
  std::vector<Convolution> convolutions_;
};

Attention loadAttention(const DeepSource &source, const std::string &name, std::int64_t channels) {
  const std::int64_t narrow = channels / 8, wide = channels / 2;
  const auto convolution = [&](const char *part, std::int64_t from, std::int64_t to) {
    return source.convolution(name + "snconv1x1_" + part, from, to, 1, false);
  };
  return {convolution("theta", channels, narrow), convolution("phi", channels, narrow),
          convolution("g", channels, wide), convolution("o_conv", wide, channels),
          source.get(name + "gamma", {1})};
}

/// The last convolution makes more channels than the three that are looked at.
Output loadOutput(const DeepSource &source, std::int64_t channels) {
  const std::string norm = "generator.bn", last = "generator.conv_to_rgb";
  const at::Tensor scale =
      source.get(norm + ".weight", {channels}) * source.inverseDeviation(norm, channels);
  const at::Tensor shift =
      source.get(norm + ".bias", {channels}) - source.mean(norm, channels) * scale;
  const at::Tensor kernel = source.weight(last, {channels, channels, 3, 3}).narrow(0, 0, 3);
  return {scale,
          shift,
          {inConvolutionLayout(kernel), source.get(last + ".bias", {channels}).narrow(0, 0, 3)}};
}

class DeepBigGan : public BigGanModel {
 public:
  DeepBigGan(const DeepSource &source, BigGanConfig config)
      : config_(std::move(config)),
        classes_(source.get("embeddings.weight", {config_.sharedDim, config_.classes}).t()),
        output_(loadOutput(source, config_.channels.back())) {
    const std::int64_t bottom = kBottom * kBottom * config_.channels.front();
    linear_ = {source.weight("generator.gen_z", {bottom, config_.conditionDim()}),
               source.get("generator.gen_z.bias", {bottom})};
    for (std::size_t i = 0; i < config_.blocks(); ++i) {
      const std::int64_t to = config_.channels[i + 1];
      blocks_.emplace_back(source, deepLayerName(config_, i), config_.channels[i], to, i % 2 == 1);
      attention_.push_back(config_.attention[i]
                               ? loadAttention(source, deepAttentionName(config_, i), to)
                               : Attention{});
    }
  }

  const BigGanConfig &config() const override { return config_; }
  const at::Tensor &classEmbeddings() const override { return classes_; }
  at::Tensor generate(const at::Tensor &z, const at::Tensor &y) const override {
    return output_(features(z, y, blocks_.size()));
  }

  at::Tensor features(const at::Tensor &z, const at::Tensor &y, std::size_t blocks) const override {
    checkShape(z, {kAny, config_.latentDim()}, "latent of BigGAN-deep");
    checkShape(y, {z.size(0), config_.sharedDim}, "class embedding of BigGAN-deep");
    const at::Tensor condition = at::cat({z, y}, 1);
    // The linear layer gives channels last, as TensorFlow has them.
    at::Tensor x = linear_.forward(condition).view({z.size(0), kBottom, kBottom, -1});
    x = inConvolutionLayout(x.permute({0, 3, 1, 2}));
    for (std::size_t i = 0; i < std::min(blocks, blocks_.size()); ++i) {
      x = attention_[i](blocks_[i](x, condition));
    }
    return x;
  }

 private:
  BigGanConfig config_;
  at::Tensor classes_;  ///< [classes, sharedDim]
  Linear linear_;
  std::vector<DeepBlock> blocks_;
  std::vector<Attention> attention_;  ///< one a block
  Output output_;
};

}  // namespace

std::shared_ptr<const BigGanModel> makeDeepBigGan(const WeightSource &source,
                                                  const BigGanConfig &config, double truncation) {
  if (!(truncation > 0 && truncation <= 1)) {
    throw InputError(
        "the truncation " + std::to_string(truncation) + " of BigGAN-deep is not in 0 .. 1",
        "choose 0.4 for typical pictures, 1 for varied ones");
  }
  return std::make_shared<const DeepBigGan>(DeepSource(source, config, truncation), config);
}

}  // namespace everyword::biggan
