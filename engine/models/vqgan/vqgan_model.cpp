#include "engine/models/vqgan/vqgan_model.h"

#include <algorithm>

#include "engine/api/errors.h"
#include "engine/core/check_shape.h"
#include "engine/models/vqgan/vqgan_coder.h"
#include "engine/models/vqgan/vqgan_keys.h"
#include "engine/models/vqgan/vqgan_quantiser.h"
#include "engine/nn/same_convolution.h"

namespace everyword {
namespace {

using namespace vqgan;

class TamingVqgan : public VqganModel {
 public:
  TamingVqgan(const LayerSource &source, const VqganConfig &config);

  const VqganConfig &config() const override { return config_; }
  at::Tensor encode(const at::Tensor &image) const override;
  at::Tensor quantise(const at::Tensor &latent) const override;
  at::Tensor codeIndices(const at::Tensor &latent) const override;
  at::Tensor decode(const at::Tensor &latent, const ForwardOptions &options) const override;
  at::Tensor synth(const at::Tensor &latent, const ForwardOptions &options) const override;
  const at::Tensor &codebook() const override { return codebook_; }
  at::Tensor latentFromCodes(const at::Tensor &indices) const override;

 private:
  VqganConfig config_;
  Encoder encoder_;
  Decoder decoder_;
  Convolution quantConv_, postQuantConv_;
  Convolution logits_;  ///< GumbelVQ only: scores of the codes
  at::Tensor codebook_;
};

TamingVqgan::TamingVqgan(const LayerSource &source, const VqganConfig &config)
    : config_(config),
      encoder_(source, config),
      decoder_(source, config),
      quantConv_(Convolution::load(source, "quant_conv", config.zChannels, config.embedDim, 1)),
      postQuantConv_(
          Convolution::load(source, "post_quant_conv", config.embedDim, config.zChannels, 1)) {
  if (config.gumbel) {
    logits_ = Convolution::load(source, "quantize.proj", config.embedDim, config.codes, 1);
  }
  codebook_ = source.get(codebookName(config.gumbel), {config.codes, config.embedDim});
}

at::Tensor TamingVqgan::encode(const at::Tensor &image) const {
  checkShape(image, {kAny, 3, kAny, kAny}, "picture for the VQGAN's encoder");
  const std::int64_t factor = config_.factor();
  if (image.size(2) % factor != 0 || image.size(3) % factor != 0 || image.size(2) == 0 ||
      image.size(3) == 0) {
    throw ShapeError("picture for the VQGAN's encoder is " + std::to_string(image.size(3)) + " x " +
                     std::to_string(image.size(2)) + ", expected multiples of " +
                     std::to_string(factor));
  }
  const at::Tensor latent = quantConv_(encoder_(image));
  if (!config_.gumbel) {
    return latent;
  }
  // GumbelVQ's encoder scores codes instead of pointing at one in the codebook's space: take the
  // best code's row.
  return latentFromCodes(logits_(latent).argmax(1));
}

at::Tensor TamingVqgan::codeIndices(const at::Tensor &latent) const {
  checkShape(latent, {kAny, config_.embedDim, kAny, kAny}, "latent of the VQGAN");
  return nearestCodes(latent, codebook_);
}

at::Tensor TamingVqgan::quantise(const at::Tensor &latent) const {
  return straightThrough(latent, rowsAt(codebook_, codeIndices(latent)));
}

at::Tensor TamingVqgan::decode(const at::Tensor &latent, const ForwardOptions &options) const {
  checkShape(latent, {kAny, config_.embedDim, kAny, kAny}, "latent of the VQGAN");
  return decoder_(postQuantConv_(inConvolutionLayout(latent)), options);
}

at::Tensor TamingVqgan::synth(const at::Tensor &latent, const ForwardOptions &options) const {
  return clampForDescent(decode(quantise(latent), options).add(1).mul(0.5));
}

at::Tensor TamingVqgan::latentFromCodes(const at::Tensor &indices) const {
  checkShape(indices, {kAny, kAny, kAny}, "codes of the VQGAN");
  const bool inRange = indices.numel() == 0 || (indices.min().item<std::int64_t>() >= 0 &&
                                                indices.max().item<std::int64_t>() < config_.codes);
  if (!inRange) {
    throw ShapeError("codes of the VQGAN lie outside 0 .. " + std::to_string(config_.codes - 1));
  }
  return rowsAt(codebook_, indices);
}

/// A yaml that belongs to another checkpoint is refused at once, before layers of its sizes are
/// made.
void checkAgainstTensors(const VqganConfig &config, const TensorTable &table) {
  const VqganConfig found = VqganConfig::fromTensors(table);
  std::string differences;
  const auto compare = [&](const char *what, std::int64_t said, std::int64_t has) {
    if (said == has) {
      return;
    }
    if (!differences.empty()) {
      differences += ", ";
    }
    differences += std::string(what) + " " + std::to_string(said) + " (the file has " +
                   std::to_string(has) + ")";
  };
  compare("embed_dim", config.embedDim, found.embedDim);
  compare("n_embed", config.codes, found.codes);
  compare("z_channels", config.zChannels, found.zChannels);
  compare("ch", config.channels, found.channels);
  compare("num_res_blocks", config.resBlocks, found.resBlocks);
  compare("levels in ch_mult", static_cast<std::int64_t>(config.multipliers.size()),
          static_cast<std::int64_t>(found.multipliers.size()));
  for (std::size_t i = 0; i < std::min(config.multipliers.size(), found.multipliers.size()); ++i) {
    compare("ch_mult", config.multipliers[i], found.multipliers[i]);
  }
  if (!differences.empty()) {
    throw FileError("the yaml does not belong to " + table.origin(), "it says " + differences);
  }
}

void checkGroups(const VqganConfig &config, const TensorTable &table) {
  for (const std::int64_t multiplier : config.multipliers) {
    const std::int64_t width = config.channels * multiplier;
    if (width < 1 || width % config.normGroups != 0) {
      throw FileError(table.origin() + " has layers of width " + std::to_string(width) +
                          ", which " + std::to_string(config.normGroups) +
                          " groups of a group norm do not divide",
                      "give the yaml that belongs to it");
    }
  }
}

}  // namespace

StepMemory VqganModel::stepMemory(double width, double height) const {
  constexpr double kFloatBytes = 4;
  // What a backward pass has to find again, in pictures of a residual block's width: each of its
  // two norms, activations and convolutions its input.
  constexpr double kPixelValues = 6;
  const VqganConfig &c = config();
  StepMemory memory;
  double largest = 0;
  for (std::size_t level = 0; level < c.multipliers.size(); ++level) {
    const double scale = static_cast<double>(std::int64_t{1} << level);
    const std::int64_t across = c.channels * c.multipliers[level];
    const double picture =
        width / scale * (height / scale) * static_cast<double>(across) * kFloatBytes;
    const double blocks = static_cast<double>(c.resBlocks + 1);
    memory.activations += picture * blocks * kPixelValues;
    memory.checkpointed += picture * blocks;
    largest = std::max(largest, picture * kPixelValues);
    memory.filters += 2 * blocks * SameConvolution::extraBytes(across, across);
  }
  memory.checkpointed += largest;
  return memory;
}

std::shared_ptr<const VqganModel> VqganModel::load(const TensorTable &table,
                                                   std::optional<VqganConfig> config,
                                                   c10::Device device) {
  const TensorTable part = modelPart(table, config ? &*config : nullptr);
  if (config) {
    checkAgainstTensors(*config, part);
    config->gumbel = part.has(codebookName(true));  // what is in the file counts
  } else {
    config = VqganConfig::fromTensors(part);
  }
  checkGroups(*config, part);

  WeightLoader loader(part);
  loader.ignore("loss.");
  auto model =
      std::make_shared<const TamingVqgan>(LayerSource(loader, config->normGroups, device), *config);
  loader.finish("VQGAN");
  return model;
}

}  // namespace everyword
