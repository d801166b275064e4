#include "engine/models/biggan/biggan_config.h"

#include <string>

#include "engine/api/errors.h"
#include "engine/checkpoint/model_part.h"
#include "engine/models/weights/table_shapes.h"

namespace everyword {
namespace {

constexpr char kModel[] = "BigGAN";
constexpr char kAnchor[] = "blocks.0.0.bn1.gain.weight";
constexpr char kDeepAnchor[] = "generator.layers.0.conv_0.weight_orig";
constexpr std::int64_t kMostBlocks = 9;  // 2048 pixels

}  // namespace

BigGanConfig BigGanConfig::fromTensors(const TensorTable &whole) {
  const TensorTable table = biggan::generatorPart(whole);
  if (biggan::looksDeep(table)) {
    return biggan::deepConfig(table);
  }
  if (table.has("blocks.0.0.conv3.weight")) {
    throw FileError(table.origin() + " is a BigGAN-deep of a layout that nobody published",
                    "choose one of HuggingFace's, or a BigGAN of 256 or 512 pixels");
  }
  BigGanConfig config;
  const std::int64_t blocks = numberedEntries(table, "blocks.");
  if (blocks < 1 || blocks > kMostBlocks) {
    throw FileError(table.origin() + " is no BigGAN",
                    "it has " + std::to_string(blocks) + " blocks");
  }
  config.resolution = std::int64_t{4} << blocks;
  config.classes = sizeFrom(table, {{"shared.weight", 2, 0}}, kModel);
  config.sharedDim = sizeFrom(table, {{"shared.weight", 2, 1}}, kModel);
  config.chunk = sizeFrom(table, {{"linear.weight", 2, 1}}, kModel);
  config.channels = {
      sizeFrom(table, {{"blocks.0.0.bn1.stored_mean", 1, 0}, {kAnchor, 2, 0}}, kModel)};
  for (std::int64_t i = 0; i < blocks; ++i) {
    const std::string name = "blocks." + std::to_string(i);
    config.channels.push_back(sizeFrom(
        table, {{name + ".0.conv2.weight", 4, 0}, {name + ".0.conv1.weight", 4, 0}}, kModel));
    config.attention.push_back(numberedEntries(table, name + ".") > 1);
  }
  return config;
}

namespace biggan {

TensorTable generatorPart(const TensorTable &table) {
  const TensorTable deep = choosePart(table, {kDeepAnchor, {"g_ema", "generator", "g"}, true, {}});
  return looksDeep(deep) ? deep
                         : choosePart(table, {kAnchor, {"g_ema", "generator", "g"}, true, {}});
}

bool looksDeep(const TensorTable &part) {
  return part.has(kDeepAnchor) && part.has("embeddings.weight") &&
         part.has("generator.gen_z.weight_orig");
}

bool looksLikeBigGan(const TensorTable &table) {
  const TensorTable part = generatorPart(table);
  if (looksDeep(part)) {
    return true;
  }
  return part.has(kAnchor) && part.has("shared.weight") && part.has("linear.weight") &&
         part.has("output_layer.2.weight");
}

}  // namespace biggan
}  // namespace everyword
