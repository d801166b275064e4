#pragma once

#include <ATen/core/Tensor.h>
#include <c10/core/Device.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/checkpoint/tensor_table.h"
#include "engine/models/model.h"

namespace everyword {

/// Everything about a VQGAN that its layers follow; from a yaml of taming's, or from tensor shapes.
struct VqganConfig {
  std::int64_t embedDim = 256;  ///< width of a code
  std::int64_t codes = 16384;   ///< rows of the codebook
  std::int64_t zChannels = 256;
  std::int64_t resolution = 256;  ///< pixels a side in training; decides where attention stands
  std::int64_t channels = 128;    ///< ch
  std::vector<std::int64_t> multipliers = {1, 1, 2, 2, 4};  ///< ch_mult
  std::int64_t resBlocks = 2;
  std::vector<std::int64_t> attentionResolutions = {16};
  std::int64_t normGroups = 32;
  bool gumbel = false;  ///< GumbelVQ: codebook under quantize.embed, logits from quantize.proj

  std::int64_t factor() const {
    return std::int64_t{1} << (multipliers.size() - 1);
  }  ///< pixels a code: 16

  /// Throws FileError with line.
  static VqganConfig fromYaml(const std::string &path);
  static VqganConfig fromTensors(const TensorTable &table);
};

/// VQGAN (Esser et al. 2021) in taming's layout. Weights are constants. Thread-safe for inference.
class VqganModel : public Model {
 public:
  /// `table`: as it is in the file ("state_dict." is looked for; "loss." is skipped). Config
  /// inferred when not given.
  static std::shared_ptr<const VqganModel> load(const TensorTable &table,
                                                std::optional<VqganConfig> config = {},
                                                c10::Device device = c10::kCPU);

  virtual const VqganConfig &config() const = 0;
  StepMemory stepMemory(double width, double height) const override;

  /// `image` [B,3,H,W] in [-1,1], H and W multiples of factor() -> latent before quantisation [B,
  /// embedDim, H/f, W/f].
  virtual at::Tensor encode(const at::Tensor &image) const = 0;
  /// Nearest codebook row of each cell; exact row in the forward pass, gradient passed through
  /// unchanged (straight-through).
  virtual at::Tensor quantise(const at::Tensor &latent) const = 0;
  virtual at::Tensor codeIndices(const at::Tensor &latent) const = 0;  ///< [B, H/f, W/f] int64
  /// Quantised latent -> picture in [-1,1], not clamped.
  virtual at::Tensor decode(const at::Tensor &latent, const ForwardOptions &options = {}) const = 0;
  /// quantise -> decode -> (x+1)/2 -> clamp to [0,1] with the published clamp gradient. The guided
  /// step's G(z).
  virtual at::Tensor synth(const at::Tensor &latent, const ForwardOptions &options = {}) const = 0;

  virtual const at::Tensor &codebook() const = 0;  ///< [codes, embedDim]
  /// Latent from code indices [B,h,w] -> [B, embedDim, h, w].
  virtual at::Tensor latentFromCodes(const at::Tensor &indices) const = 0;
};

}  // namespace everyword
