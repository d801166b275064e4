#include "engine/models/vqgan/vqgan_keys.h"

#include "engine/checkpoint/model_part.h"
#include "engine/models/vqgan/vqgan_model.h"

namespace everyword::vqgan {
namespace {

constexpr char kAnchor[] = "decoder.conv_in.weight";

}  // namespace

TensorTable modelPart(const TensorTable &table, const VqganConfig *config) {
  // A codebook, and pictures of three colours going in and coming out: not a condition's labels.
  const auto suits = [config](const TensorTable &part) {
    const auto sizeOf = [&part](const std::string &name, std::size_t axis, std::size_t dimensions) {
      const bool known = part.has(name) && part.info(name).shape.size() == dimensions;
      return known ? part.info(name).shape[axis] : 0;
    };
    const std::string codebook = codebookName(part.has(codebookName(true)));
    const bool ofPictures =
        sizeOf("encoder.conv_in.weight", 1, 4) == 3 && sizeOf("decoder.conv_out.weight", 0, 4) == 3;
    return ofPictures && part.has(codebook) &&
           (!config || (sizeOf(codebook, 0, 2) == config->codes &&
                        sizeOf(codebook, 1, 2) == config->embedDim));
  };
  return choosePart(table, {kAnchor, {"first_stage_model", "vqgan", "generator"}, false, suits});
}

bool looksLikeVqgan(const TensorTable &table) {
  const TensorTable model = modelPart(table);
  return model.has(kAnchor) && model.has("post_quant_conv.weight") &&
         (model.has(codebookName(false)) || model.has(codebookName(true)));
}

std::string codebookName(bool gumbel) {
  return gumbel ? "quantize.embed.weight" : "quantize.embedding.weight";
}

std::string levelName(const std::string &side, std::size_t level) {
  return side + "." + std::to_string(level);
}

}  // namespace everyword::vqgan
