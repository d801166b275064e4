#include "engine/models/model_pack.h"

#include <algorithm>
#include <deque>
#include <filesystem>
#include <mutex>
#include <set>

#include "engine/checkpoint/load_watch.h"
#include "engine/models/clip/clip_names.h"
#include "engine/models/memory_reuse.h"
#include "engine/models/model_families.h"
#include "engine/models/model_files.h"
#include "engine/models/vqgan/vqgan_keys.h"
#include "engine/models/vqgan/vqgan_model.h"

namespace everyword {
namespace {

namespace fs = std::filesystem;

/// The last few loaded things of a kind. Safe for several threads; a thing may be made twice when
/// two ask at once.
template <typename Thing>
class Recent {
 public:
  template <typename Make>
  Thing get(const std::string &key, Make make) {
    {
      const std::lock_guard lock(mutex_);
      for (const auto &entry : entries_) {
        if (entry.first == key) {
          return entry.second;
        }
      }
    }
    Thing thing = make();  // outside the lock: this may take seconds
    const std::lock_guard lock(mutex_);
    entries_.emplace_front(key, thing);
    if (entries_.size() > kKept) {
      entries_.pop_back();
    }
    return thing;
  }

 private:
  static constexpr std::size_t kKept = 2;
  std::mutex mutex_;
  std::deque<std::pair<std::string, Thing>> entries_;
};

using Progress = std::function<void(const std::string &, double)>;

/// One model's share of the whole loading.
struct ProgressPart {
  const Progress &report;
  std::string what;
  double from = 0, to = 1;

  /// `fraction` of this part. What the receiver throws ends the loading.
  void at(double fraction) const {
    if (report) {
      report(what, from + (to - from) * fraction);
    }
  }
};

double entriesOf(const TensorTable &table) {
  double entries = 0;
  for (const auto &[name, info] : table.infos()) {
    double product = 1;
    for (const std::int64_t size : info.shape) {
      product *= static_cast<double>(size);
    }
    entries += product;
  }
  return entries;
}

/// CLIP's position table has one row a token of the context.
int contextLengthOf(const std::string &clipPath) {
  const TensorTable table = TensorTable::open(clipPath);
  requireFamily(table, "clip");
  const std::vector<std::int64_t> shape = withOpenAiNames(table).info("positional_embedding").shape;
  return shape.empty() ? 0 : static_cast<int>(shape[0]);
}

/// Merges of another CLIP would give other words, so a mismatch is an error, not a bad picture.
void checkVocabulary(const ClipModel &clip, const Tokenizer &tokenizer, const ModelFiles &files) {
  const auto needed = clip.config().vocabularySize;
  const auto has = tokenizer.vocabularySize();
  if (needed == has) {
    return;
  }
  throw FileError("the merges " + files.merges.path + " make " + std::to_string(has) +
                      " tokens, but " + files.clip.path + " has " + std::to_string(needed),
                  "choose the merges that belong to this CLIP");
}

/// A missing file of a pack is told in the pack's words.
void requirePresent(const ModelFiles &files, const ModelFile &file) {
  std::error_code error;
  if (file.inPack && !fs::exists(file.path, error)) {
    verifyPackFile(*files.pack, *file.inPack);
  }
}

}  // namespace

struct ModelLibrary::Cache {
  Recent<std::shared_ptr<const ClipModel>> clips;
  Recent<std::shared_ptr<const VqganModel>> generators;
  Recent<std::shared_ptr<const Tokenizer>> tokenizers;
  Recent<int> contextLengths;

  /// SHA-256 of a pack's file, once for each state of the file.
  void verify(const ModelFiles &files, const ModelFile &file) {
    if (!file.inPack) {
      return;
    }
    requirePresent(files, file);
    const std::string stamp = fileStamp(file.path) + file.inPack->sha256;
    {
      const std::lock_guard lock(mutex_);
      if (verified_.count(stamp)) {
        return;
      }
    }
    verifyPackFile(*files.pack, *file.inPack);
    const std::lock_guard lock(mutex_);
    verified_.insert(stamp);
  }

  std::shared_ptr<const Tokenizer> tokenizer(const ModelFiles &files) {
    verify(files, files.merges);
    return tokenizers.get(fileStamp(files.merges.path), [&] {
      return std::make_shared<const Tokenizer>(Tokenizer::load(files.merges.path));
    });
  }

  std::shared_ptr<const ClipModel> clip(const ModelFiles &files, c10::Device device,
                                        const ProgressPart &progress) {
    progress.at(0);
    verify(files, files.clip);
    return clips.get(fileStamp(files.clip.path) + '|' + device.str(), [&] {
      const TensorTable table = TensorTable::open(files.clip.path);
      requireFamily(table, "clip");
      const LoadWatch watch(entriesOf(table), [&](double fraction) { progress.at(fraction); });
      return ClipModel::load(table, device);
    });
  }

  std::shared_ptr<const VqganModel> generator(const ModelFiles &files, c10::Device device,
                                              const ProgressPart &progress) {
    progress.at(0);
    verify(files, files.vqgan);
    const std::string &yaml = files.vqganConfig.path;
    if (!yaml.empty()) {
      verify(files, files.vqganConfig);
    }
    const std::string key =
        fileStamp(files.vqgan.path) + '|' + (yaml.empty() ? "" : fileStamp(yaml));
    return generators.get(key + '|' + device.str(), [&] {
      const TensorTable table = TensorTable::open(files.vqgan.path);
      requireFamily(table, "vqgan");
      std::optional<VqganConfig> config;
      if (!yaml.empty()) {
        config = VqganConfig::fromYaml(yaml);
      }
      const LoadWatch watch(entriesOf(vqgan::modelPart(table)),
                            [&](double fraction) { progress.at(fraction); });
      return VqganModel::load(table, config, device);
    });
  }

 private:
  std::mutex mutex_;
  std::set<std::string> verified_;
};

ModelLibrary::ModelLibrary(std::string resourcesFolder)
    : resourcesFolder_(std::move(resourcesFolder)), cache_(std::make_shared<Cache>()) {
  reuseFreedMemory();
}

std::vector<PackInfo> ModelLibrary::listPacks() const {
  std::vector<PackInfo> packs;
  std::error_code error;
  for (const auto &entry : fs::directory_iterator(resourcesFolder_, error)) {
    if (!isPackFolder(entry.path().string())) {
      continue;
    }
    try {
      packs.push_back(readManifest(entry.path().string()).info);
    } catch (const FileError &) {
      // One damaged pack does not hide the others.
    }
  }
  std::sort(packs.begin(), packs.end(),
            [](const PackInfo &a, const PackInfo &b) { return a.title < b.title; });
  return packs;
}

PackInfo ModelLibrary::findPack(const std::string &nameOrFolder) const {
  return readManifest(packFolder(nameOrFolder)).info;
}

std::string ModelLibrary::packFolder(const std::string &nameOrFolder) const {
  const bool isName =
      !nameOrFolder.empty() && nameOrFolder.find_first_of("/\\") == std::string::npos;
  const std::string inResources = (fs::path(resourcesFolder_) / nameOrFolder).string();
  if (isName && isPackFolder(inResources)) {
    return inResources;
  }
  if (!nameOrFolder.empty() && isPackFolder(nameOrFolder)) {
    return nameOrFolder;
  }
  std::string names;
  for (const PackInfo &pack : listPacks()) {
    names += (names.empty() ? "" : ", ") + pack.name;
  }
  throw FileError("there is no model pack '" + nameOrFolder + "'",
                  names.empty() ? "no pack was found in " + resourcesFolder_
                                : "choose one of " + names + ", or a folder with a manifest.json");
}

LoadedModels ModelLibrary::load(const ModelSet &models, c10::Device device, bool withGenerator,
                                const std::function<void(const std::string &, double)> &progress) {
  ProgressPart{progress, "Reading the vocabulary"}.at(0);
  const ModelFiles files = resolve(models, withGenerator);
  LoadedModels loaded;
  loaded.device = device;
  loaded.tokenizer = cache_->tokenizer(files);
  const double clipEnds = withGenerator ? 0.6 : 1;
  loaded.clip =
      cache_->clip(files, device, {progress, "Loading the image and text encoder", 0.1, clipEnds});
  checkVocabulary(*loaded.clip, *loaded.tokenizer, files);
  if (withGenerator) {
    loaded.byRole["vqgan"] =
        cache_->generator(files, device, {progress, "Loading the generator", clipEnds, 1});
  }
  ProgressPart{progress, "Models are ready"}.at(1);
  return loaded;
}

std::shared_ptr<const Tokenizer> ModelLibrary::tokenizer(const ModelSet &models,
                                                         int *contextLength) const {
  const ModelFiles files = resolve(models, /*withGenerator=*/false);
  if (contextLength) {
    const std::string &clip = files.clip.path;
    requirePresent(files, files.clip);
    *contextLength =
        cache_->contextLengths.get(fileStamp(clip), [&clip] { return contextLengthOf(clip); });
  }
  return cache_->tokenizer(files);
}

ModelFiles ModelLibrary::resolve(const ModelSet &models, bool withGenerator) const {
  return resolveModelFiles(models, [&] { return packFolder(models.pack); }, withGenerator);
}

}  // namespace everyword
