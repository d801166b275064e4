// The configurations that come with published CLIPs: HuggingFace's config.json and open_clip's
// open_clip_config.json (or one of its model_configs). They hold what shapes do not show.
#include <nlohmann/json.hpp>

#include "engine/api/errors.h"
#include "engine/checkpoint/input_file.h"
#include "engine/models/clip/clip_config.h"

namespace everyword {
namespace {

using nlohmann::json;

constexpr std::uint64_t kLargest = 1 << 20;

class Companion {
 public:
  Companion(const std::string &path, ClipConfig &config) : path_(path), config_(config) {}

  void read() {
    const InputFile file(path_);
    const json root = file.size() > kLargest
                          ? json()
                          : json::parse(file.readString(0, file.size()), nullptr, false);
    const json *openClip = object(root, "model_cfg");
    if (!openClip && object(root, "vision_cfg")) {
      openClip = &root;
    }
    if (openClip) {
      readOpenClip(*openClip);
    } else if (tower(root, "vision_config") || tower(root, "text_config")) {
      readHuggingFace(root);
    } else {
      fail("it is no configuration of a CLIP");
    }
  }

 private:
  [[noreturn]] void fail(const std::string &what) const {
    throw FileError(path_ + " does not belong to this CLIP", what);
  }

  static const json *object(const json &parent, const std::string &key) {
    if (!parent.is_object()) {
      return nullptr;
    }
    const auto found = parent.find(key);
    return found != parent.end() && found->is_object() ? &*found : nullptr;
  }
  /// Older files keep the same under "vision_config_dict".
  static const json *tower(const json &root, const std::string &key) {
    const json *now = object(root, key), *older = object(root, key + "_dict");
    return now && (!now->empty() || !older) ? now : older;
  }

  std::int64_t number(const json &object, const char *key, std::int64_t otherwise) const {
    const auto found = object.find(key);
    if (found == object.end() || found->is_null()) {
      return otherwise;
    }
    if (!found->is_number_integer() || *found < 1 || *found > (1 << 20)) {
      fail(std::string("'") + key + "' is no size");
    }
    return found->get<std::int64_t>();
  }

  void require(const char *what, std::int64_t said, std::int64_t has) const {
    if (said != has) {
      fail("it says " + std::string(what) + " " + std::to_string(said) + ", the tensors say " +
           std::to_string(has));
    }
  }

  std::int64_t headsOf(const char *what, std::int64_t heads, std::int64_t width) const {
    if (heads < 1 || width % heads != 0) {
      fail("a width of " + std::to_string(width) + " is no multiple of the " +
           std::to_string(heads) + " heads of its " + what);
    }
    return heads;
  }

  /// Fields that are missing have transformers' defaults: such files leave those out.
  void readTower(const json &tower, const char *what, const BlockShape &shape, std::int64_t layers,
                 std::int64_t defaultHeads, std::int64_t &heads, ClipConfig::Encoder &encoder) {
    require("hidden_size", number(tower, "hidden_size", shape.width), shape.width);
    require("num_hidden_layers", number(tower, "num_hidden_layers", layers), layers);
    heads = headsOf(what, number(tower, "num_attention_heads", defaultHeads), shape.width);
    const auto activation = tower.find("hidden_act");
    const json name = activation == tower.end() ? json("quick_gelu") : *activation;
    if (name != "quick_gelu" && name != "gelu") {
      fail("its activation " + name.dump().substr(0, 40) + " is not supported");
    }
    encoder.activation = name == "gelu" ? Activation::Gelu : Activation::QuickGelu;
    const auto epsilon = tower.find("layer_norm_eps");
    if (epsilon != tower.end() && epsilon->is_number()) {
      encoder.epsilon = epsilon->get<double>();
    }
    if (!(encoder.epsilon >= 0 && encoder.epsilon < 1)) {
      fail("'layer_norm_eps' is out of range");
    }
  }

  void readHuggingFace(const json &root) {
    const json none = json::object();
    const json *vision = tower(root, "vision_config"), *text = tower(root, "text_config");
    if (config_.vision != VisionKind::ResNet) {
      readTower(vision ? *vision : none, "image encoder", config_.visionBlock(),
                config_.visionLayers, 12, config_.visionHeads, config_.image);
    }
    readTower(text ? *text : none, "text encoder", config_.textBlock(), config_.textLayers, 8,
              config_.textHeads, config_.text);
  }

  void refuse(const json &object, const char *key, const json &usual) const {
    const auto found = object.find(key);
    if (found != object.end() && !found->is_null() && *found != usual) {
      fail(std::string("its ") + key + " " + found->dump().substr(0, 40) + " is not supported");
    }
  }

  void readOpenClip(const json &model) {
    const json none = json::object();
    const json *vision = object(model, "vision_cfg"), *text = object(model, "text_cfg");
    const json &v = vision ? *vision : none, &t = text ? *text : none;
    refuse(v, "pool_type", "tok");
    refuse(v, "attentional_pool", false);
    refuse(v, "no_ln_pre", false);
    refuse(v, "timm_model_name", nullptr);
    refuse(t, "pool_type", "argmax");
    refuse(t, "no_causal_mask", false);
    refuse(t, "hf_model_name", nullptr);
    require("embed_dim", number(model, "embed_dim", config_.embedDim), config_.embedDim);
    const bool isResnet = config_.vision == VisionKind::ResNet;
    require("width", number(v, "width", isResnet ? 64 : 768), config_.visionWidth);
    if (!isResnet) {
      require("layers", number(v, "layers", 12), config_.visionLayers);
    }
    const std::int64_t width = config_.visionWidth * (isResnet ? 32 : 1);
    config_.visionHeads = headsOf("image encoder", width / number(v, "head_width", 64), width);
    require("text width", number(t, "width", 512), config_.textWidth);
    require("text layers", number(t, "layers", 12), config_.textLayers);
    config_.textHeads = headsOf("text encoder", number(t, "heads", 8), config_.textWidth);
    const auto quick = model.find("quick_gelu");
    const bool isQuick = quick != model.end() && quick->is_boolean() && quick->get<bool>();
    config_.image.activation = config_.text.activation =
        isQuick ? Activation::QuickGelu : Activation::Gelu;
  }

  const std::string &path_;
  ClipConfig &config_;
};

}  // namespace

void ClipConfig::readCompanion(const std::string &path) { Companion(path, *this).read(); }

}  // namespace everyword
