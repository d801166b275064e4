#include "engine/models/arcface/arcface_model.h"

#include <ATen/ATen.h>

#include <algorithm>

#include "engine/core/check_shape.h"
#include "engine/models/arcface/arcface_layers.h"
#include "engine/nn/linear.h"

namespace everyword {
namespace {

using namespace arcface;

constexpr std::int64_t kFace = 112;
constexpr std::int64_t kPortrait = 256;

/// Pixels a side of the last feature map.
std::int64_t lastSide(const ArcFaceConfig &config) {
  std::int64_t side = kFace;
  for (const ArcFaceBlock &block : config.blocks) {
    side = (side - 1) / block.stride + 1;
  }
  return side;
}

class IrSeNetwork : public ArcFaceModel {
 public:
  IrSeNetwork(const WeightSource &source, ArcFaceConfig config);

  const ArcFaceConfig &config() const override { return config_; }
  at::Tensor embedFaces(const at::Tensor &faces) const override;
  at::Tensor features(const at::Tensor &faces, std::size_t blocks) const override;

 private:
  ArcFaceConfig config_;
  Convolution stem_;
  at::Tensor stemSlopes_;
  std::vector<Block> blocks_;
  FrozenNorm normOut_;
  Linear out_;  ///< with the batch norm behind it
};

IrSeNetwork::IrSeNetwork(const WeightSource &source, ArcFaceConfig config)
    : config_(std::move(config)) {
  const std::int64_t width = config_.blocks.front().from, last = config_.blocks.back().to;
  stem_ = Convolution::load(source, "input_layer.0", "input_layer.1", 3, width, 3);
  stemSlopes_ = source.get("input_layer.2.weight", {width});
  for (std::size_t i = 0; i < config_.blocks.size(); ++i) {
    blocks_.emplace_back(source, "body." + std::to_string(i), config_.blocks[i]);
  }
  normOut_ = FrozenNorm::load(source, "output_layer.0", last);
  const std::int64_t side = lastSide(config_), embed = config_.embedDim;
  const at::Tensor weight = source.get("output_layer.3.weight", {embed, last * side * side});
  const at::Tensor bias = source.get("output_layer.3.bias", {embed});
  const FrozenNorm behind = FrozenNorm::load(source, "output_layer.4", embed);
  out_ = {weight * behind.scale.unsqueeze(1), bias * behind.scale + behind.shift};
}

at::Tensor IrSeNetwork::features(const at::Tensor &faces, std::size_t blocks) const {
  checkShape(faces, {kAny, 3, kFace, kFace}, "faces for the identity network");
  at::Tensor x = at::prelu(stem_(inConvolutionLayout(faces)), stemSlopes_);
  const std::size_t count = std::min(blocks, blocks_.size());
  for (std::size_t i = 0; i < count; ++i) {
    x = blocks_[i](x);
  }
  return x;
}

at::Tensor IrSeNetwork::embedFaces(const at::Tensor &faces) const {
  const at::Tensor last = normOut_(features(faces, blocks_.size()));
  const at::Tensor embedding = out_.forward(last.contiguous().flatten(1));
  return embedding / embedding.norm(2, {1}, true);
}

}  // namespace

std::shared_ptr<const ArcFaceModel> ArcFaceModel::load(const TensorTable &table,
                                                       c10::Device device) {
  const TensorTable part = networkPart(table);
  WeightLoader loader(part);
  loader.ignore("num_batches_tracked");
  auto model = std::make_shared<const IrSeNetwork>(WeightSource(loader, device),
                                                   ArcFaceConfig::fromTensors(part));
  loader.finish("IR-SE network");
  return model;
}

at::Tensor ArcFaceModel::embed(const at::Tensor &pictures) const {
  return embedFaces(croppedFaces(pictures));
}

at::Tensor croppedFaces(const at::Tensor &pictures) {
  checkShape(pictures, {kAny, 3, kAny, kAny}, "pictures for the identity network");
  const bool asIs = pictures.size(2) == kPortrait && pictures.size(3) == kPortrait;
  const at::Tensor portraits =
      asIs ? pictures : at::adaptive_avg_pool2d(pictures, {kPortrait, kPortrait});
  return at::adaptive_avg_pool2d(portraits.slice(2, 35, 223).slice(3, 32, 220), {kFace, kFace});
}

at::Tensor identityLoss(const ArcFaceModel &model, const at::Tensor &edited,
                        const at::Tensor &original) {
  const auto embedding = [&] {
    const at::NoGradGuard noGrad;
    return model.embed(original);
  };
  return identityLossTo(model, edited, embedding());
}

at::Tensor identityLossTo(const ArcFaceModel &model, const at::Tensor &edited,
                          const at::Tensor &originalEmbedding) {
  const at::Tensor cosine = (model.embed(edited) * originalEmbedding.detach()).sum(1);
  return (1 - cosine).mean();
}

}  // namespace everyword
