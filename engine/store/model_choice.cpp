#include "engine/store/model_choice.h"

#include <filesystem>
#include <nlohmann/json.hpp>

#include "engine/api/errors.h"
#include "engine/inspect/file_inspection.h"
#include "engine/models/clip/clip_config.h"
#include "engine/models/clip/clip_names.h"
#include "engine/models/model_families.h"
#include "engine/models/model_files.h"
#include "engine/store/model_identity.h"

namespace everyword {
namespace {

namespace fs = std::filesystem;

std::string titleOf(const std::string &family) {
  for (const ModelFamily &row : modelFamilies()) {
    if (row.id == family) {
      return row.title;
    }
  }
  return family;
}

std::string installedNames(const ModelStore &store, const std::string &family) {
  std::string names;
  for (const InstalledModel &model : store.list()) {
    if (model.family == family) {
      names += (names.empty() ? "" : ", ") + model.name;
    }
  }
  return names;
}

/// The installed model that `nameOrPath` names, if it is one. A path with a slash is never a name.
std::optional<InstalledModel> installed(const std::string &nameOrPath, const std::string &family,
                                        const ModelStore &store) {
  if (const auto identity = parseIdentity(nameOrPath)) {
    const std::string path = pathOf(*identity, store);
    for (const InstalledModel &model : store.list()) {
      if (model.path == path) {
        return installed(model.name, family, store);
      }
    }
    InstalledModel file;
    file.path = path;
    return file;
  }
  auto model = store.find(nameOrPath);
  if (model && model->family != family) {
    throw FileError("'" + nameOrPath + "' is a " + model->title + ", not a " + titleOf(family),
                    "choose a " + titleOf(family));
  }
  if (model) {
    return model;
  }
  std::error_code error;
  if (fs::exists(nameOrPath, error)) {
    return {};
  }
  const std::string names = installedNames(store, family);
  throw FileError("there is neither a file nor an installed model '" + nameOrPath + "'",
                  names.empty()
                      ? "give a path, or see 'everyword models --help' for how to install one"
                      : "give a path, or one of " + names);
}

void requireFamilyOfFile(const std::string &path, const std::string &family) {
  requireFamily(TensorTable::open(path), family);
}

bool hasMergesBeside(const ModelSet &models) {
  struct NoMerges {};
  try {
    resolveModelFiles(
        models, []() -> std::string { throw NoMerges(); }, /*withGenerator=*/false);
    return true;
  } catch (const NoMerges &) {
    return false;
  }
}

std::int64_t vocabularyOf(const InstalledModel &merges) {
  const auto config = nlohmann::json::parse(merges.configJson, nullptr, false);
  return config.is_object() && config.contains("vocabulary") &&
                 config["vocabulary"].is_number_integer()
             ? config["vocabulary"].get<std::int64_t>()
             : 0;
}

/// The installed vocabulary of the CLIP's size. Empty: the pack's merges have to do.
std::string vocabularyFor(const std::string &clip, const ModelStore &store) {
  const auto size =
      ClipConfig::fromTensors(withOpenAiNames(TensorTable::open(clip))).vocabularySize;
  for (const InstalledModel &model : store.list()) {
    if (model.family == kVocabularyFamily && vocabularyOf(model) == size) {
      return model.path;
    }
  }
  if (size != kPublicVocabularySize) {
    return {};
  }
  throw FileError(
      "the CLIP " + clip + " needs CLIP's vocabulary, which is not installed",
      "run 'everyword models import bpe_simple_vocab_16e6.txt.gz' or 'everyword models download "
      "clip-vocabulary', or give it with --merges");
}

}  // namespace

ModelSet resolveModels(const ModelSet &models, const ModelStore &store) {
  ModelSet chosen = models;
  if (const std::string clip = models.path("clip"); !clip.empty()) {
    if (const auto model = installed(clip, "clip", store)) {
      chosen.setPath("clip", model->path);
    }
    requireFamilyOfFile(chosen.path("clip"), "clip");
  }
  if (const std::string vqgan = models.path("vqgan"); !vqgan.empty()) {
    if (const auto model = installed(vqgan, "vqgan", store)) {
      chosen.setPath("vqgan", model->path);
      if (chosen.path("vqgan_config").empty()) {
        chosen.setPath("vqgan_config", model->configPath);
      }
    }
    requireFamilyOfFile(chosen.path("vqgan"), "vqgan");
  }
  if (const std::string merges = models.path("merges"); !merges.empty()) {
    if (const auto model = installed(merges, kVocabularyFamily, store)) {
      chosen.setPath("merges", model->path);
    }
  } else if (!chosen.path("clip").empty() && !hasMergesBeside(chosen)) {
    chosen.setPath("merges", vocabularyFor(chosen.path("clip"), store));
  }
  return chosen;
}

}  // namespace everyword
