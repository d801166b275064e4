#include <yaml-cpp/yaml.h>

#include <string>
#include <vector>

#include "engine/api/errors.h"
#include "engine/checkpoint/input_file.h"
#include "engine/models/vqgan/vqgan_model.h"

namespace everyword {
namespace {

// Published ones have a kilobyte or two. A parsed file takes hundreds of times its size.
constexpr std::uint64_t kSizeLimit = 64 * 1024;

/// Reads the entries of one yaml file; every fault names the file and the line.
class YamlReader {
 public:
  explicit YamlReader(std::string path) : path_(std::move(path)) {}

  [[noreturn]] void fail(const YAML::Mark &mark, const std::string &what) const {
    const std::string line = mark.is_null() ? "" : " line " + std::to_string(mark.line + 1);
    throw FileError(path_ + line, what);
  }

  YAML::Node load() const {
    const InputFile file(path_);
    if (file.size() > kSizeLimit) {
      throw FileError(path_ + " is too large for a model's configuration",
                      "choose the yaml file that belongs to the model");
    }
    try {
      return YAML::Load(file.readString(0, file.size()));
    } catch (const YAML::Exception &error) {
      fail(error.mark, "is no yaml: " + error.msg);
    }
  }

  YAML::Node map(const YAML::Node &parent, const std::string &key) const {
    if (!parent.IsMap()) {
      fail(parent.Mark(), "expected a table that holds '" + key + "'");
    }
    const YAML::Node node = parent[key];
    if (!node || !node.IsMap()) {
      fail(parent.Mark(), "'" + key + "' is missing or no table");
    }
    return node;
  }

  std::int64_t number(const YAML::Node &node, const std::string &key, std::int64_t highest,
                      std::int64_t lowest = 1) const {
    std::int64_t value = 0;
    try {
      value = node.as<std::int64_t>();
    } catch (const YAML::Exception &) {
      fail(node.Mark(), "'" + key + "' is no whole number");
    }
    if (value < lowest || value > highest) {
      fail(node.Mark(), "'" + key + "' is " + std::to_string(value) + ", expected " +
                            std::to_string(lowest) + " to " + std::to_string(highest));
    }
    return value;
  }

  std::int64_t entry(const YAML::Node &parent, const std::string &key, std::int64_t highest) const {
    const YAML::Node node = parent[key];
    if (!node) {
      fail(parent.Mark(), "'" + key + "' is missing");
    }
    return number(node, key, highest);
  }

  std::vector<std::int64_t> list(const YAML::Node &parent, const std::string &key,
                                 std::size_t longest, std::int64_t highest) const {
    const YAML::Node node = parent[key];
    if (!node || !node.IsSequence()) {
      fail(parent.Mark(), "'" + key + "' is missing or no list");
    }
    if (node.size() > longest) {
      fail(node.Mark(), "'" + key + "' has too many entries");
    }
    std::vector<std::int64_t> values;
    for (const YAML::Node &item : node) {
      values.push_back(number(item, key, highest));
    }
    return values;
  }

 private:
  std::string path_;
};

/// The table that holds `ddconfig`: the model's own, or the first stage's of a transformer trained
/// on its codes.
YAML::Node vqganNode(const YamlReader &reader, const YAML::Node &root) {
  const YAML::Node model = reader.map(root, "model");
  const YAML::Node params = reader.map(model, "params");
  const YAML::Node firstStage = params["first_stage_config"];
  return firstStage && firstStage.IsMap() ? firstStage : model;
}

}  // namespace

VqganConfig VqganConfig::fromYaml(const std::string &path) {
  const YamlReader reader(path);
  const YAML::Node model = vqganNode(reader, reader.load());
  const YAML::Node params = reader.map(model, "params");
  const YAML::Node layers = reader.map(params, "ddconfig");

  VqganConfig config;
  const YAML::Node target = model["target"];
  config.gumbel =
      target && target.IsScalar() && target.Scalar().find("Gumbel") != std::string::npos;
  config.embedDim = reader.entry(params, "embed_dim", 1 << 14);
  config.codes = reader.entry(params, "n_embed", 1 << 22);
  config.zChannels = reader.entry(layers, "z_channels", 1 << 14);
  config.resolution = reader.entry(layers, "resolution", 1 << 14);
  config.channels = reader.entry(layers, "ch", 1 << 12);
  config.multipliers = reader.list(layers, "ch_mult", 12, 256);
  if (config.multipliers.empty()) {
    reader.fail(layers["ch_mult"].Mark(), "'ch_mult' is empty");
  }
  config.resBlocks = reader.entry(layers, "num_res_blocks", 64);
  config.attentionResolutions = reader.list(layers, "attn_resolutions", 12, 1 << 14);
  const YAML::Node groups = layers["norm_groups"];
  config.normGroups = groups ? reader.number(groups, "norm_groups", 1024) : 32;
  return config;
}

}  // namespace everyword
