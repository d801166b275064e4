#include "engine/models/clip/clip_config.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "engine/api/errors.h"
#include "engine/checkpoint/input_file.h"

namespace everyword {
namespace {

constexpr std::int64_t kHeadWidth = 64;

/// Asks for dimensions and collects what is not there.
class Shapes {
 public:
  explicit Shapes(const TensorTable &table) : table_(table) {}

  /// Size of one dimension of a tensor that has `rank` of them; 1 and a note when there is no such
  /// tensor.
  std::int64_t size(const std::string &name, std::size_t rank, std::size_t dimension) {
    if (!table_.has(name)) {
      return fault("'" + name + "' is missing");
    }
    const auto &shape = table_.info(name).shape;
    if (shape.size() != rank) {
      return fault("'" + name + "' has " + std::to_string(shape.size()) + " dimensions, expected " +
                   std::to_string(rank));
    }
    if (shape[dimension] < 1) {
      return fault("'" + name + "' is empty");
    }
    return shape[dimension];
  }

  /// How many of prefix + "0.", prefix + "1.", ... there are.
  std::int64_t count(const std::string &prefix) {
    std::int64_t n = 0;
    while (startsWithAny(prefix + std::to_string(n) + ".")) {
      ++n;
    }
    if (n == 0) {
      fault("'" + prefix + "0' is missing");
    }
    return n;
  }

  bool startsWithAny(const std::string &prefix) const {
    const auto next = table_.infos().lower_bound(prefix);
    return next != table_.infos().end() && next->first.starts_with(prefix);
  }

  /// Side of the square grid that a positional embedding of `tokens` (class token included) belongs
  /// to.
  std::int64_t side(const std::string &name, std::int64_t tokens) {
    const auto n = std::llround(std::sqrt(static_cast<double>(tokens - 1)));
    if (n < 1 || n * n != tokens - 1) {
      return fault("'" + name + "' of " + std::to_string(tokens) +
                   " tokens belongs to no square grid");
    }
    return n;
  }

  std::int64_t heads(const std::string &name, std::int64_t width) {
    const auto n = std::max<std::int64_t>(1, width / kHeadWidth);
    if (width % n != 0) {
      return fault("'" + name + "' has width " + std::to_string(width) +
                   ", which is no multiple of its " + std::to_string(n) + " heads");
    }
    return n;
  }

  void finish() const {
    if (faults_.empty()) {
      return;
    }
    std::string list;
    for (const auto &text : faults_) {
      list += (list.empty() ? "" : ", ") + text;
    }
    throw FileError(table_.origin() + " is no CLIP model: " + list, "choose another file");
  }

 private:
  std::int64_t fault(const std::string &text) {
    faults_.push_back(text);
    return 1;
  }

  const TensorTable &table_;
  std::vector<std::string> faults_;
};

/// Published vision transformers whose heads are not 64 wide (open_clip's H/14, g/14, bigG/14,
/// e/14). OpenAI has none of these widths, and all of them have the exact GELU.
std::int64_t knownHeadWidth(std::int64_t width) {
  switch (width) {
    case 1280:
      return 80;
    case 1408:
      return 88;
    case 1664:
      return 104;
    case 1792:
      return 112;
    default:
      return 0;
  }
}

/// What no configuration says.
void assume(const TensorTable &table, ClipConfig &config) {
  const bool ofPatches = config.vision == VisionKind::PatchTransformer;
  if (const std::int64_t width = knownHeadWidth(config.visionWidth); ofPatches && width > 0) {
    config.visionHeads = config.visionWidth / width;
    config.image.activation = config.text.activation = Activation::Gelu;
    return;
  }
  // Entries that only OpenAI's own archives have; and the stem is this program's own.
  const bool known = table.has("input_resolution") || config.vision == VisionKind::StemTransformer;
  if (!known) {
    config.assumed = "nothing beside " + fileNameOf(table.origin()) +
                     " says which activation and heads it has, so OpenAI's are assumed (QuickGELU, "
                     "64 wide): put its config.json or open_clip_config.json beside it";
  }
}

void readTransformer(Shapes &shapes, ClipConfig &config) {
  const std::string positions = "visual.positional_embedding", start = "visual.class_embedding";
  config.visionWidth = shapes.size(start, 1, 0);
  config.visionHeads = shapes.heads(start, config.visionWidth);
  config.visionLayers = shapes.count("visual.transformer.resblocks.");
  config.image.mlp = shapes.size("visual.transformer.resblocks.0.mlp.c_fc.weight", 2, 0);
  config.grid = shapes.side(positions, shapes.size(positions, 2, 0));
  config.embedDim = shapes.size("visual.proj", 2, 1);
  if (config.vision == VisionKind::StemTransformer) {
    config.patchSize = std::int64_t{1}
                       << std::min<std::int64_t>(shapes.count("visual.stem.stages."), 16);
  } else {
    config.patchSize = shapes.size("visual.conv1.weight", 4, 2);
  }
  config.imageSize = config.grid * config.patchSize;
}

void readResnet(Shapes &shapes, ClipConfig &config) {
  const std::string positions = "visual.attnpool.positional_embedding";
  config.visionWidth = shapes.size("visual.layer1.0.conv1.weight", 4, 0);
  config.visionHeads = std::max<std::int64_t>(1, config.visionWidth * 32 / kHeadWidth);
  config.visionLayers = 0;
  for (int stage = 0; stage < 4; ++stage) {
    config.resnetLayers[stage] = shapes.count("visual.layer" + std::to_string(stage + 1) + ".");
  }
  config.grid = shapes.side(positions, shapes.size(positions, 2, 0));
  config.embedDim = shapes.size("visual.attnpool.c_proj.weight", 2, 0);
  config.patchSize = 32;
  config.imageSize = config.grid * config.patchSize;
}

}  // namespace

ClipConfig ClipConfig::fromTensors(const TensorTable &table, const std::string &companion) {
  Shapes shapes(table);
  ClipConfig config;
  if (shapes.startsWithAny("visual.stem.")) {
    config.vision = VisionKind::StemTransformer;
  } else if (shapes.startsWithAny("visual.layer1.")) {
    config.vision = VisionKind::ResNet;
  }
  config.vision == VisionKind::ResNet ? readResnet(shapes, config)
                                      : readTransformer(shapes, config);
  config.textWidth = shapes.size("ln_final.weight", 1, 0);
  config.textHeads = shapes.heads("ln_final.weight", config.textWidth);
  config.textLayers = shapes.count("transformer.resblocks.");
  config.text.mlp = shapes.size("transformer.resblocks.0.mlp.c_fc.weight", 2, 0);
  config.contextLength = shapes.size("positional_embedding", 2, 0);
  config.vocabularySize = shapes.size("token_embedding.weight", 2, 0);
  shapes.finish();
  if (companion.empty()) {
    assume(table, config);
  } else {
    config.readCompanion(companion);
  }
  return config;
}

}  // namespace everyword
