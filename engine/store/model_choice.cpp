#include "engine/store/model_choice.h"

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "engine/api/errors.h"
#include "engine/models/clip/clip_config.h"
#include "engine/models/clip/clip_details.h"
#include "engine/models/clip/clip_names.h"
#include "engine/models/model_families.h"
#include "engine/models/model_files.h"
#include "engine/store/model_identity.h"

namespace everyword {
namespace {

namespace fs = std::filesystem;

std::string titleOf(const std::string &family) {
  const ModelFamily *row = familyNamed(family);
  return row ? row->title : family;
}

std::string installedNames(const ModelFolder &store, const std::string &family) {
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
                                        const ModelFolder &store) {
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

std::int64_t vocabularyOf(const InstalledModel &merges) {
  const auto config = nlohmann::json::parse(merges.configJson, nullptr, false);
  return config.is_object() && config.contains("vocabulary") &&
                 config["vocabulary"].is_number_integer()
             ? config["vocabulary"].get<std::int64_t>()
             : 0;
}

/// The installed vocabulary of the CLIP's size. Empty: the pack's merges have to do.
std::string vocabularyFor(const std::string &clip, const ModelFolder &store) {
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

/// A role's name or path becomes a path; `family`: what it has to be.
void resolveRole(const std::string &role, const std::string &family, const ModelFolder &store,
                 ModelSet &models) {
  const std::string text = models.path(role);
  if (text.empty()) {
    return;
  }
  if (const auto model = installed(text, family, store)) {
    models.setPath(role, model->path);
  }
  if (const auto model = store.owning(models.path(role))) {
    store.requireIntact(*model);
  }
}

const Companion &vocabularyOfClip() {
  const auto &companions = familyNamed("clip")->companions;
  return *std::find_if(companions.begin(), companions.end(), [](const Companion &companion) {
    return companion.family == kVocabularyFamily;
  });
}

}  // namespace

ModelSet resolveModels(const ModelSet &models, const ModelFolder &store) {
  ModelSet chosen = models;
  for (const ModelFamily &family : modelFamilies()) {
    resolveRole(family.id, family.id, store, chosen);
    const std::string path = chosen.path(family.id);
    if (!path.empty()) {
      requireFamily(TensorTable::open(path), family.id);
    }
    for (const Companion &companion : family.companions) {
      if (!companion.family.empty()) {
        resolveRole(companion.role, companion.family, store, chosen);
      }
    }
  }
  const std::string clip = chosen.path("clip");
  const Companion &vocabulary = vocabularyOfClip();
  if (!clip.empty() && chosen.path(vocabulary.role).empty() &&
      companionBeside(clip, vocabulary).empty()) {
    chosen.setPath(vocabulary.role, vocabularyFor(clip, store));
  }
  return chosen;
}

}  // namespace everyword
