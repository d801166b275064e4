#include <nlohmann/json.hpp>

#include "engine/models/stylegan2/stylegan2_model.h"
#include "engine/models/weights/model_check.h"

namespace everyword::stylegan2 {

void describe(const ModelSource &source, ModelReport &report) {
  report.modes = {"edit"};
  report.notes = notesOf(generatorPart(source.table));
  checkWeights(report, source.table, [&](const TensorTable &withoutData) {
    const auto config = StyleGan2Config::fromTensors(source.table);
    report.title = "StyleGAN2 " + std::to_string(config.size);
    report.configJson = nlohmann::ordered_json{
        {"size", config.size},
        {"style_dim", config.styleDim},
        {"mapping_layers", config.mappingLayers},
        {"channel_multiplier", config.channelMultiplier},
        {"channels",
         config.channels}}.dump();
    StyleGan2Model::load(withoutData, c10::kMeta);
  });
}

}  // namespace everyword::stylegan2
