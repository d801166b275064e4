#pragma once

#include <ATen/core/Tensor.h>
#include <c10/core/Device.h>

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "engine/checkpoint/tensor_table.h"
#include "engine/models/model.h"

namespace everyword {
struct ModelReport;
struct ModelSource;

/// What a classifier tells of a picture: an attribute and the values that it can have.
struct Attribute {
  std::string name;                 ///< "hair_colour"
  std::vector<std::string> values;  ///< "blond", "grey", ...; at least two
};

/// A classifier of several attributes: our own format, a safetensors file. Its metadata names the
/// attributes (kMetadata, JSON {"version": 1, "side": 64, "attributes": [{"name", "values"}]}), the
/// widths follow from the tensors.
struct AttributeConfig {
  static constexpr char kMetadata[] = "everyword_attributes";

  std::int64_t side = 64;            ///< pixels that a picture is resized to
  std::vector<std::int64_t> widths;  ///< of the blocks, each of which halves the side
  std::vector<Attribute> attributes;

  std::int64_t valueCount() const;    ///< of all attributes together
  std::int64_t featureCount() const;  ///< of the last block, flattened
  std::string metadata() const;
  /// Throws FileError.
  static AttributeConfig fromTensors(const TensorTable &table);
};

/// Names and shapes of a classifier's tensors.
std::map<std::string, std::vector<std::int64_t>> attributeShapes(const AttributeConfig &config);

/// `pictures` [B,3,H,W] in [0,1] -> [B, valueCount()], the attributes side by side. Differentiable.
/// A block: 3x3 convolution of stride 2, group norm, SiLU; from the third on a second convolution
/// that is added.
at::Tensor attributeLogits(const std::map<std::string, at::Tensor> &weights,
                           const AttributeConfig &config, const at::Tensor &pictures);

/// Tells attributes of pictures of the kind that it was trained on. Weights are constants.
/// Thread-safe.
class AttributeModel : public Model {
 public:
  AttributeModel(AttributeConfig config, std::map<std::string, at::Tensor> weights)
      : config_(std::move(config)), weights_(std::move(weights)) {}

  /// Throws FileError listing every missing and mis-shaped key.
  static std::shared_ptr<const AttributeModel> load(const TensorTable &table,
                                                    c10::Device device = c10::kCPU);

  const AttributeConfig &config() const { return config_; }
  /// `pictures` [B,3,H,W] in [0,1] -> for each attribute [B, values], sums of 1.
  std::vector<at::Tensor> probabilities(const at::Tensor &pictures) const;

 private:
  AttributeConfig config_;
  std::map<std::string, at::Tensor> weights_;
};

namespace attributes {

bool looksLikeAttributes(const TensorTable &table);

void describe(const ModelSource &source, ModelReport &report);

}  // namespace attributes
}  // namespace everyword
