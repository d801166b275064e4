#include <string>

#include "engine/api/errors.h"
#include "engine/checkpoint/model_part.h"
#include "engine/models/arcface/arcface_model.h"
#include "engine/models/weights/table_shapes.h"

namespace everyword {
namespace {

constexpr char kModel[] = "IR-SE network";
constexpr char kAnchor[] = "body.0.res_layer.5.fc1.weight";
constexpr char kStem[] = "input_layer.0.weight";

}  // namespace

ArcFaceConfig ArcFaceConfig::fromTensors(const TensorTable &whole) {
  const TensorTable table = arcface::networkPart(whole);
  ArcFaceConfig config;
  std::int64_t from = sizeFrom(table, {{kStem, 4, 0}, {"input_layer.1.weight", 1, 0}}, kModel);
  const std::int64_t blocks = numberedEntries(table, "body.");
  if (blocks == 0) {
    throw FileError(table.origin() + " is no " + kModel, "it has no blocks");
  }
  for (std::int64_t i = 0; i < blocks; ++i) {
    const std::string name = "body." + std::to_string(i) + ".res_layer.";
    ArcFaceBlock block;
    block.from = from;
    block.to = sizeFrom(table, {{name + "1.weight", 4, 0}, {name + "3.weight", 4, 0}}, kModel);
    block.stride = i == 0 || block.to != block.from ? 2 : 1;
    block.squeezed =
        sizeFrom(table, {{name + "5.fc1.weight", 4, 0}, {name + "5.fc2.weight", 4, 1}}, kModel);
    config.blocks.push_back(block);
    from = block.to;
  }
  config.embedDim =
      sizeFrom(table, {{"output_layer.3.weight", 2, 0}, {"output_layer.3.bias", 1, 0}}, kModel);
  return config;
}

namespace arcface {

TensorTable networkPart(const TensorTable &table) {
  return choosePart(table, {kStem, {"facenet", "backbone"}, false, {}});
}

bool looksLikeArcFace(const TensorTable &table) {
  const TensorTable part = networkPart(table);
  return part.has(kStem) && part.has(kAnchor) && part.has("output_layer.3.weight");
}

}  // namespace arcface
}  // namespace everyword
