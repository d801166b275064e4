// The generators beside VQGAN, and the network that tells faces apart.

#include <nlohmann/json.hpp>

#include "engine/inspect/family_details.h"
#include "engine/models/arcface/arcface_model.h"
#include "engine/models/biggan/biggan_model.h"
#include "engine/models/stylegan2/stylegan2_model.h"

namespace everyword {

using nlohmann::ordered_json;

void describeStyleGan2(const TensorTable &table, ModelReport &report) {
  report.modes = {"edit"};
  checkWeights(report, [&] {
    const auto config = StyleGan2Config::fromTensors(table);
    report.title = "StyleGAN2 " + std::to_string(config.size);
    report.configJson = ordered_json{
        {"size", config.size},
        {"style_dim", config.styleDim},
        {"mapping_layers", config.mappingLayers},
        {"channel_multiplier", config.channelMultiplier},
        {"channels",
         config.channels}}.dump();
    StyleGan2Model::load(table, c10::kMeta);
  });
}

void describeArcFace(const TensorTable &table, ModelReport &report) {
  report.modes = {"edit"};
  checkWeights(report, [&] {
    const auto config = ArcFaceConfig::fromTensors(table);
    report.title =
        config.blocks.size() == 24
            ? "IR-SE50 identity network"
            : "IR-SE identity network of " + std::to_string(config.blocks.size()) + " blocks";
    report.configJson =
        ordered_json{{"blocks", config.blocks.size()}, {"embed_dim", config.embedDim}}.dump();
    ArcFaceModel::load(table, c10::kMeta);
  });
}

void describeBigGan(const TensorTable &table, ModelReport &report) {
  report.modes = {"dream"};
  checkWeights(report, [&] {
    const auto config = BigGanConfig::fromTensors(table);
    report.title = (config.deep ? "BigGAN-deep " : "BigGAN ") + std::to_string(config.resolution);
    report.configJson = ordered_json{
        {"variant", config.deep ? "deep" : "original"},
        {"resolution", config.resolution},
        {"classes", config.classes},
        {"latent_dim", config.latentDim()},
        {"class_dim", config.sharedDim},
        {"channels",
         config.channels}}.dump();
    BigGanModel::load(table, c10::kMeta);
  });
}

}  // namespace everyword
