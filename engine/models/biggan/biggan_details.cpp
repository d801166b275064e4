#include <nlohmann/json.hpp>

#include "engine/models/biggan/biggan_model.h"
#include "engine/models/weights/model_check.h"

namespace everyword::biggan {

void describe(const ModelSource &source, ModelReport &report) {
  report.modes = {"dream"};
  report.notes = notesOf(generatorPart(source.table));
  checkWeights(report, source.table, [&](const TensorTable &withoutData) {
    const auto config = BigGanConfig::fromTensors(source.table);
    report.title = (config.deep ? "BigGAN-deep " : "BigGAN ") + std::to_string(config.resolution);
    report.configJson = nlohmann::ordered_json{
        {"variant", config.deep ? "deep" : "original"},
        {"resolution", config.resolution},
        {"classes", config.classes},
        {"latent_dim", config.latentDim()},
        {"class_dim", config.sharedDim},
        {"channels",
         config.channels}}.dump();
    BigGanModel::load(withoutData, c10::kMeta);
  });
}

}  // namespace everyword::biggan
