#include "engine/models/biggan/biggan_model.h"

#include <ATen/ATen.h>

#include <algorithm>

#include "engine/api/errors.h"
#include "engine/core/check_shape.h"
#include "engine/models/biggan/biggan_deep.h"
#include "engine/models/biggan/biggan_layers.h"

namespace everyword {
namespace {

using namespace biggan;

constexpr std::int64_t kBottom = 4;  // pixels a side before the first block

class BrockBigGan : public BigGanModel {
 public:
  BrockBigGan(const WeightSource &source, BigGanConfig config);

  const BigGanConfig &config() const override { return config_; }
  const at::Tensor &classEmbeddings() const override { return classes_; }
  at::Tensor generate(const at::Tensor &z, const at::Tensor &y) const override {
    return output_(features(z, y, blocks_.size()));
  }
  at::Tensor features(const at::Tensor &z, const at::Tensor &y, std::size_t blocks) const override;

 private:
  BigGanConfig config_;
  at::Tensor classes_;
  Linear linear_;
  std::vector<Block> blocks_;
  std::vector<Attention> attention_;  ///< one a block
  Output output_;
};

BrockBigGan::BrockBigGan(const WeightSource &source, BigGanConfig config)
    : config_(std::move(config)),
      classes_(source.get("shared.weight", {config_.classes, config_.sharedDim})),
      linear_(loadLinear(source, "linear", config_.chunk,
                         config_.channels.front() * kBottom * kBottom, true)),
      output_(source, config_.channels.back()) {
  for (std::size_t i = 0; i < config_.blocks(); ++i) {
    const std::string name = "blocks." + std::to_string(i);
    const std::int64_t to = config_.channels[i + 1];
    blocks_.emplace_back(source, name + ".0", config_.channels[i], to, config_.conditionDim());
    attention_.push_back(config_.attention[i] ? Attention::load(source, name + ".1", to)
                                              : Attention{});
  }
}

at::Tensor BrockBigGan::features(const at::Tensor &z, const at::Tensor &y,
                                 std::size_t blocks) const {
  checkShape(z, {kAny, config_.latentDim()}, "latent of BigGAN");
  checkShape(y, {z.size(0), config_.sharedDim}, "class embedding of BigGAN");
  const auto chunk = [&](std::size_t i) {
    return z.narrow(1, static_cast<std::int64_t>(i) * config_.chunk, config_.chunk);
  };
  at::Tensor x = linear_.forward(chunk(0)).view({z.size(0), -1, kBottom, kBottom});
  x = inConvolutionLayout(x);
  const std::size_t count = std::min(blocks, blocks_.size());
  for (std::size_t i = 0; i < count; ++i) {
    x = attention_[i](blocks_[i](x, at::cat({y, chunk(i + 1)}, 1)));
  }
  return x;
}

}  // namespace

at::Tensor BigGanModel::classEmbedding(const at::Tensor &ids) const {
  const std::int64_t classes = config().classes;
  checkShape(ids, {kAny}, "classes of BigGAN");
  const bool inRange = ids.numel() == 0 || (ids.min().item<std::int64_t>() >= 0 &&
                                            ids.max().item<std::int64_t>() < classes);
  if (!inRange) {
    throw ShapeError("classes of BigGAN lie outside 0 .. " + std::to_string(classes - 1));
  }
  return classEmbeddings().index_select(0, ids.to(classEmbeddings().device()));
}

std::shared_ptr<const BigGanModel> BigGanModel::load(const TensorTable &table, c10::Device device,
                                                     double truncation) {
  const TensorTable part = generatorPart(table);
  const BigGanConfig config = BigGanConfig::fromTensors(part);
  WeightLoader loader(part);
  // What the norms of training and the logs of spectral norm leave behind.
  for (const char *leaf : {"sv0", "accumulation_counter", "num_batches_tracked"}) {
    loader.ignore(leaf);
  }
  const WeightSource source(loader, device);
  std::shared_ptr<const BigGanModel> model;
  if (config.deep) {
    model = makeDeepBigGan(source, config, truncation);
  } else {
    model = std::make_shared<const BrockBigGan>(source, config);
  }
  loader.finish(config.deep ? "BigGAN-deep" : "BigGAN");
  return model;
}

}  // namespace everyword
