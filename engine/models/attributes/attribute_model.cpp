#include "engine/models/attributes/attribute_model.h"

#include <ATen/ATen.h>

#include "engine/core/check_shape.h"
#include "engine/models/weights/weight_source.h"

namespace everyword {

namespace {

constexpr std::size_t kPlainBlocks = 2;  ///< at the head, with one convolution only
constexpr std::int64_t kGroups = 8;
constexpr double kEpsilon = 1e-5;

using Weights = std::map<std::string, at::Tensor>;

std::int64_t groupsOf(std::int64_t width) { return width % kGroups == 0 ? kGroups : 1; }

at::Tensor layer(const Weights &weights, const std::string &name, const at::Tensor &x,
                 std::int64_t stride) {
  const at::Tensor &weight = weights.at(name + ".weight");
  const at::Tensor y = at::conv2d(x, weight, {}, stride, 1);
  return at::silu(at::group_norm(y, groupsOf(weight.size(0)), weights.at(name + ".norm.weight"),
                                 weights.at(name + ".norm.bias"), kEpsilon));
}

}  // namespace

std::map<std::string, std::vector<std::int64_t>> attributeShapes(const AttributeConfig &config) {
  std::map<std::string, std::vector<std::int64_t>> shapes;
  const auto add = [&](const std::string &name, std::int64_t from, std::int64_t to) {
    shapes[name + ".weight"] = {to, from, 3, 3};
    shapes[name + ".norm.weight"] = shapes[name + ".norm.bias"] = {to};
  };
  std::int64_t from = 3;
  for (std::size_t i = 0; i < config.widths.size(); ++i) {
    const std::string name = "blocks." + std::to_string(i);
    add(name + ".down", from, config.widths[i]);
    if (i >= kPlainBlocks) {
      add(name + ".conv", config.widths[i], config.widths[i]);
    }
    from = config.widths[i];
  }
  shapes["attribute_head.weight"] = {config.valueCount(), config.featureCount()};
  shapes["attribute_head.bias"] = {config.valueCount()};
  return shapes;
}

at::Tensor attributeLogits(const Weights &weights, const AttributeConfig &config,
                           const at::Tensor &pictures) {
  checkShape(pictures, {kAny, 3, kAny, kAny}, "pictures of the attribute classifier");
  const bool fits = pictures.size(2) == config.side && pictures.size(3) == config.side;
  at::Tensor x = fits ? pictures
                      : at::_upsample_bilinear2d_aa(pictures, {config.side, config.side},
                                                    /*align_corners=*/false);
  x = x * 2 - 1;
  for (std::size_t i = 0; i < config.widths.size(); ++i) {
    const std::string name = "blocks." + std::to_string(i);
    x = layer(weights, name + ".down", x, 2);
    if (i >= kPlainBlocks) {
      x = x + layer(weights, name + ".conv", x, 1);
    }
  }
  return at::linear(x.flatten(1), weights.at("attribute_head.weight"),
                    weights.at("attribute_head.bias"));
}

std::shared_ptr<const AttributeModel> AttributeModel::load(const TensorTable &table,
                                                           c10::Device device) {
  AttributeConfig config = AttributeConfig::fromTensors(table);
  WeightLoader loader(table);
  const WeightSource source(loader, device);
  Weights weights;
  for (const auto &[name, shape] : attributeShapes(config)) {
    weights[name] = source.get(name, shape);
  }
  loader.finish("attribute classifier");
  return std::make_shared<const AttributeModel>(std::move(config), std::move(weights));
}

std::vector<at::Tensor> AttributeModel::probabilities(const at::Tensor &pictures) const {
  const at::NoGradGuard noGraph;
  const at::Tensor logits = attributeLogits(weights_, config_, pictures);
  std::vector<at::Tensor> all;
  std::int64_t at = 0;
  for (const Attribute &attribute : config_.attributes) {
    const auto count = static_cast<std::int64_t>(attribute.values.size());
    all.push_back(logits.narrow(1, at, count).softmax(1));
    at += count;
  }
  return all;
}

}  // namespace everyword
