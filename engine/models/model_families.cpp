// The table of model families: a new one adds a folder beside clip/, vqgan/ and the others, and a
// row here.

#include "engine/models/model_families.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <mutex>
#include <optional>

#include "engine/api/errors.h"
#include "engine/log/log.h"
#include "engine/models/arcface/arcface_model.h"
#include "engine/models/attributes/attribute_model.h"
#include "engine/models/biggan/biggan_model.h"
#include "engine/models/clip/clip_details.h"
#include "engine/models/clip/clip_model.h"
#include "engine/models/clip/clip_names.h"
#include "engine/models/model_files.h"
#include "engine/models/stylegan2/stylegan2_model.h"
#include "engine/models/vqgan/vqgan_keys.h"
#include "engine/models/vqgan/vqgan_model.h"

namespace everyword {
namespace {

namespace fs = std::filesystem;

bool looksLikeClip(const TensorTable &table) {
  const TensorTable renamed = withOpenAiNames(table);
  return renamed.has("token_embedding.weight") && renamed.has("positional_embedding");
}

template <typename M>
std::shared_ptr<const Model> loadAs(const ModelSource &source, c10::Device device) {
  return M::load(source.table, device);
}

/// The checkpoint's name without its ending: "clip" of "clip.safetensors.index.json" too.
std::string stemOf(const std::string &checkpoint) {
  fs::path name = fs::path(checkpoint).filename();
  if (name.string().ends_with(".index.json")) {
    name = name.stem().stem();
  }
  return name.stem().string();
}

}  // namespace

const std::vector<ModelFamily> &modelFamilies() {
  static const std::vector<ModelFamily> families = {
      {"clip",
       "CLIP",
       looksLikeClip,
       describeClip,
       [](const ModelSource &source, c10::Device device) -> std::shared_ptr<const Model> {
         return ClipModel::load(source.table, device, source.config);
       },
       {{"merges",
         {"merges.txt", "bpe_simple_vocab_16e6.txt.gz", "bpe_simple_vocab_16e6.txt"},
         "",
         "BPE merges that belong to the CLIP, else the installed vocabulary of its size",
         false,
         kVocabularyFamily,
         looksLikeMerges,
         describeMerges,
         requireMergesFit},
        {"clip_config",
         {"*.json", "open_clip_config.json", "config.json"},
         "config.json",
         "The CLIP's configuration (json), else one beside it that fits",
         true,
         "",
         looksLikeClipConfig,
         describeClipConfig,
         requireClipConfigFits}},
       "OpenAI's checkpoints are under the MIT licence; open_clip's name theirs on their pages."},
      {"vqgan",
       "VQGAN",
       vqgan::looksLikeVqgan,
       vqgan::describe,
       [](const ModelSource &source, c10::Device device) -> std::shared_ptr<const Model> {
         std::optional<VqganConfig> config;
         if (!source.config.empty()) {
           config = VqganConfig::fromYaml(source.config);
         }
         return VqganModel::load(source.table, config, device);
       },
       {{"vqgan_config",
         {"*.yaml", "*.yml", "model.yaml", "config.yaml"},
         "model.yaml",
         "The VQGAN's yaml, else one beside it that fits",
         true,
         "",
         vqgan::looksLikeYaml,
         vqgan::describeYaml,
         vqgan::requireYamlFits}},
       "The checkpoints of taming-transformers are under the MIT licence."},
      {"stylegan2",
       "StyleGAN2",
       stylegan2::looksLikeStyleGan2,
       stylegan2::describe,
       loadAs<StyleGan2Model>,
       {},
       "NVIDIA's checkpoints (FFHQ and others) are for research and evaluation, not for commerce."},
      {"arcface",
       "IR-SE identity network",
       arcface::looksLikeArcFace,
       arcface::describe,
       loadAs<ArcFaceModel>,
       {},
       "The code of IR-SE50 is under the MIT licence; the faces it was trained on are for "
       "research."},
      {"biggan",
       "BigGAN",
       biggan::looksLikeBigGan,
       biggan::describe,
       loadAs<BigGanModel>,
       {},
       "DeepMind's BigGAN on TensorFlow Hub is under the Apache 2.0 licence."},
      {"attributes",
       "classifier of attributes",
       attributes::looksLikeAttributes,
       attributes::describe,
       loadAs<AttributeModel>,
       {},
       "Trained by everyword train attributes; the licence of its pictures counts."},
  };
  return families;
}

const ModelFamily *familyOf(const TensorTable &table) {
  for (const ModelFamily &family : modelFamilies()) {
    if (family.sniff(table)) {
      return &family;
    }
  }
  return nullptr;
}

const ModelFamily *familyNamed(const std::string &id) {
  const auto &families = modelFamilies();
  const auto found = std::find_if(families.begin(), families.end(),
                                  [&](const ModelFamily &family) { return family.id == id; });
  return found == families.end() ? nullptr : &*found;
}

void requireFamily(const TensorTable &table, const std::string &id) {
  const ModelFamily *wanted = familyNamed(id);
  if (!wanted || wanted->sniff(table)) {
    return;
  }
  const ModelFamily *found = familyOf(table);
  throw FileError(table.origin() + (found ? " is a " + found->title + ", not a " + wanted->title
                                          : " is no " + wanted->title),
                  "choose a checkpoint of a " + wanted->title);
}

std::string companionBeside(const std::string &checkpoint, const Companion &companion) {
  static std::mutex mutex;
  static std::map<std::string, std::string> known;
  std::vector<std::string> candidates;
  std::string key = companion.role + '|' + fileStamp(checkpoint);
  for (const std::string &name : companion.names) {
    const fs::path path = fs::path(checkpoint).parent_path() /
                          (name[0] == '*' ? stemOf(checkpoint) + name.substr(1) : name);
    std::error_code error;
    if (fs::is_regular_file(path, error) && path != checkpoint) {
      candidates.push_back(path.string());
      key += '|' + fileStamp(path.string());
    }
  }
  if (candidates.empty()) {
    return {};
  }
  {
    const std::lock_guard lock(mutex);
    if (const auto found = known.find(key); found != known.end()) {
      return found->second;
    }
  }
  std::string chosen;
  const TensorTable table = TensorTable::open(checkpoint);
  for (const std::string &path : candidates) {
    try {
      companion.requireFits(table, path);
      chosen = path;
      break;
    } catch (const Error &error) {
      logWarning(std::string("passed over: ") + error.what());
    }
  }
  const std::lock_guard lock(mutex);
  return known[key] = chosen;
}

ModelSource openModel(const std::string &checkpoint, const ModelFamily &family) {
  ModelSource source{TensorTable::open(checkpoint), ""};
  for (const Companion &companion : family.companions) {
    if (companion.isConfig) {
      source.config = companionBeside(checkpoint, companion);
    }
  }
  return source;
}

}  // namespace everyword
