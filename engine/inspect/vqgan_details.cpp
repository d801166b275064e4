#include <nlohmann/json.hpp>

#include "engine/inspect/family_details.h"
#include "engine/models/vqgan/vqgan_keys.h"
#include "engine/models/vqgan/vqgan_model.h"

namespace everyword {

void describeVqgan(const TensorTable &table, ModelReport &report) {
  report.modes = {"layout"};
  checkWeights(report, [&] {
    const VqganConfig config = VqganConfig::fromTensors(vqgan::modelPart(table));
    const std::string kind =
        "f" + std::to_string(config.factor()) + " " + std::to_string(config.codes);
    report.title = "VQGAN " + kind + (config.gumbel ? " (Gumbel)" : "");
    report.configJson = nlohmann::ordered_json{
        {"kind", kind},
        {"factor", config.factor()},
        {"codes", config.codes},
        {"embed_dim", config.embedDim},
        {"z_channels", config.zChannels},
        {"channels", config.channels},
        {"ch_mult", config.multipliers},
        {"res_blocks", config.resBlocks},
        {"gumbel",
         config.gumbel}}.dump();
    VqganModel::load(table, {}, c10::kMeta);
  });
}

}  // namespace everyword
