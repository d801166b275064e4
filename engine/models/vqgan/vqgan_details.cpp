// What can be said of a VQGAN and its yaml without reading data.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "engine/models/vqgan/vqgan_keys.h"
#include "engine/models/vqgan/vqgan_model.h"
#include "engine/models/weights/model_check.h"

namespace everyword::vqgan {

namespace {

nlohmann::ordered_json jsonOf(const VqganConfig &config) {
  return {{"kind", "f" + std::to_string(config.factor()) + " " + std::to_string(config.codes)},
          {"factor", config.factor()},
          {"codes", config.codes},
          {"embed_dim", config.embedDim},
          {"z_channels", config.zChannels},
          {"channels", config.channels},
          {"ch_mult", config.multipliers},
          {"res_blocks", config.resBlocks},
          {"norm_groups", config.normGroups},
          {"gumbel", config.gumbel}};
}

std::string titleOf(const VqganConfig &config) {
  return "VQGAN f" + std::to_string(config.factor()) + " " + std::to_string(config.codes);
}

}  // namespace

void describe(const ModelSource &source, ModelReport &report) {
  report.modes = {"layout"};
  checkWeights(report, source.table, [&](const TensorTable &withoutData) {
    std::optional<VqganConfig> config;
    if (!source.config.empty()) {
      config = VqganConfig::fromYaml(source.config);
    }
    const TensorTable part = modelPart(source.table, config ? &*config : nullptr);
    report.notes = notesOf(part);
    const VqganConfig found = config ? *config : VqganConfig::fromTensors(part);
    if (!config && found.normGroups != 32) {
      report.notes.push_back("nothing beside it says how many groups its norms have, " +
                             std::to_string(found.normGroups) + " are assumed");
    }
    report.title = titleOf(found) + (found.gumbel ? " (Gumbel)" : "");
    report.configJson = jsonOf(found).dump();
    VqganModel::load(withoutData, config, c10::kMeta);
  });
}

void describeYaml(ModelReport &report) {
  const VqganConfig config = VqganConfig::fromYaml(report.path);
  report.format = "yaml";
  report.family = "vqgan";
  report.title = "Configuration of a " + titleOf(config);
  report.configJson = jsonOf(config).dump();
  report.modes = {"layout"};
}

bool looksLikeYaml(const std::string &start) {
  return start.starts_with("model:") || start.find("\nmodel:") != std::string::npos;
}

void requireYamlFits(const TensorTable &table, const std::string &yaml) {
  const TensorTable withoutData = table.withOptions({.findings = std::make_shared<LoadFindings>()});
  VqganModel::load(withoutData, VqganConfig::fromYaml(yaml), c10::kMeta);
}

}  // namespace everyword::vqgan
