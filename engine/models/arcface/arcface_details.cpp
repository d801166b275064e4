#include <nlohmann/json.hpp>

#include "engine/models/arcface/arcface_model.h"
#include "engine/models/weights/model_check.h"

namespace everyword::arcface {

void describe(const ModelSource &source, ModelReport &report) {
  report.modes = {"edit"};
  report.notes = notesOf(networkPart(source.table));
  checkWeights(report, source.table, [&](const TensorTable &withoutData) {
    const auto config = ArcFaceConfig::fromTensors(source.table);
    report.title =
        config.blocks.size() == 24
            ? "IR-SE50 identity network"
            : "IR-SE identity network of " + std::to_string(config.blocks.size()) + " blocks";
    report.configJson = nlohmann::ordered_json{
        {"blocks", config.blocks.size()},
        {"embed_dim",
         config.embedDim}}.dump();
    ArcFaceModel::load(withoutData, c10::kMeta);
  });
}

}  // namespace everyword::arcface
