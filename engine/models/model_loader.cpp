#include "engine/models/model_loader.h"

#include <algorithm>
#include <filesystem>
#include <list>
#include <mutex>
#include <set>

#include "engine/log/log.h"
#include "engine/models/clip/clip_names.h"
#include "engine/models/memory_reuse.h"
#include "engine/models/model_families.h"
#include "engine/models/model_files.h"

namespace everyword {
namespace {

namespace fs = std::filesystem;

/// The last few used things of a kind. Safe for several threads; a thing may be made twice when
/// two ask at once.
template <typename Thing>
class Recent {
 public:
  template <typename Make>
  Thing get(const std::string &key, Make make) {
    {
      const std::lock_guard lock(mutex_);
      const auto found = std::find_if(entries_.begin(), entries_.end(),
                                      [&](const auto &entry) { return entry.first == key; });
      if (found != entries_.end()) {
        entries_.splice(entries_.begin(), entries_, found);
        return entries_.front().second;
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
  static constexpr std::size_t kKept = 4;
  std::mutex mutex_;
  std::list<std::pair<std::string, Thing>> entries_;  ///< the last used first
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

/// Reports the loading of a table every few megabytes.
std::function<void(double)> progressOf(const TensorTable &table, const ProgressPart &progress) {
  constexpr double kReportEach = 1 << 20;  // entries: 4 MB in float32, a few milliseconds
  const double expected = std::max(1.0, entriesOf(table));
  return [expected, &progress, read = 0.0, reported = 0.0](double entries) mutable {
    read += entries;
    if (read - reported >= kReportEach) {
      reported = read;
      progress.at(std::min(read / expected, 1.0));
    }
  };
}

/// CLIP's position table has one row a token of the context.
int contextLengthOf(const std::string &clipPath) {
  const TensorTable table = TensorTable::open(clipPath);
  requireFamily(table, "clip");
  const std::vector<std::int64_t> shape = withOpenAiNames(table).info("positional_embedding").shape;
  return shape.empty() ? 0 : static_cast<int>(shape[0]);
}

/// Merges of another CLIP would give other words, so a mismatch is an error, not a bad picture.
void requireVocabulary(const ClipModel &clip, const Tokenizer &tokenizer, const ModelFiles &files) {
  const auto needed = clip.config().vocabularySize;
  const auto has = tokenizer.vocabularySize();
  if (needed != has) {
    throw FileError("the merges " + files.path("merges") + " make " + std::to_string(has) +
                        " tokens, but " + files.path("clip") + " has " + std::to_string(needed),
                    "choose the merges that belong to this CLIP");
  }
}

/// A missing file of a pack is reported in the pack's words.
void requirePresent(const ModelFiles &files, const ModelFile &file) {
  std::error_code error;
  if (file.inPack && !fs::exists(file.path, error)) {
    verifyPackFile(*files.pack, *file.inPack);
  }
}

}  // namespace

struct ModelLoader::Cache {
  Recent<std::shared_ptr<const Model>> models;
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
    const ModelFile &file = files.byRole.at("merges");
    verify(files, file);
    return tokenizers.get(fileStamp(file.path), [&] {
      return std::make_shared<const Tokenizer>(Tokenizer::load(file.path));
    });
  }

  std::shared_ptr<const Model> model(const std::string &role, const ModelFiles &files,
                                     c10::Device device, const ProgressPart &progress) {
    progress.at(0);
    const ModelFamily *family = familyNamed(role);
    if (!family) {
      throw InputError("there is no kind of model '" + role.substr(0, 80) + "'");
    }
    const ModelFile &file = files.byRole.at(role);
    verify(files, file);
    std::string config;
    for (const Companion &companion : family->companions) {
      if (companion.isConfig && files.byRole.count(companion.role)) {
        verify(files, files.byRole.at(companion.role));
        config = files.path(companion.role);
      }
    }
    const std::string key = role + '|' + fileStamp(file.path) + '|' +
                            (config.empty() ? "" : fileStamp(config)) + '|' + device.str();
    return models.get(key, [&] {
      ModelSource source{TensorTable::open(file.path), config};
      requireFamily(source.table, role);
      source.table = source.table.withOptions({.onRead = progressOf(source.table, progress)});
      std::shared_ptr<const Model> model = family->load(source, device);
      ModelReport report;
      family->describe(source, report);
      for (const std::string &note : file.inPack ? std::vector<std::string>{} : report.notes) {
        logWarning(note);
      }
      return model;
    });
  }

 private:
  std::mutex mutex_;
  std::set<std::string> verified_;
};

ModelLoader::ModelLoader(std::string resourcesFolder)
    : resourcesFolder_(std::move(resourcesFolder)), cache_(std::make_shared<Cache>()) {
  reuseFreedMemory();
}

std::vector<PackInfo> ModelLoader::listPacks() const {
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

PackInfo ModelLoader::findPack(const std::string &nameOrFolder) const {
  return readManifest(packFolder(nameOrFolder)).info;
}

std::string ModelLoader::packFolder(const std::string &nameOrFolder) const {
  const bool isName =
      !nameOrFolder.empty() && nameOrFolder.find_first_of("/\\") == std::string::npos;
  std::string inResources = (fs::path(resourcesFolder_) / nameOrFolder).string();
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

LoadedModels ModelLoader::load(const ModelSet &models, c10::Device device,
                               const std::vector<std::string> &roles,
                               const std::function<void(const std::string &, double)> &progress) {
  ProgressPart{progress, "Reading the vocabulary"}.at(0);
  const ModelFiles files = resolve(models, roles);
  LoadedModels loaded;
  loaded.device = device;
  if (files.byRole.count("merges") == 1) {  // no words without a text encoder
    loaded.tokenizer = cache_->tokenizer(files);
  }
  double begin = 0.1;
  for (std::size_t i = 0; i < roles.size(); ++i) {
    const bool isClip = roles[i] == "clip";
    // Encoders are larger than most generators.
    const double end =
        i + 1 == roles.size() ? 1 : begin + 0.5 / static_cast<double>(roles.size() - 1);
    const ProgressPart part{progress,
                            isClip ? "Loading the image and text encoder" : "Loading the generator",
                            begin, end};
    const auto model = cache_->model(roles[i], files, device, part);
    if (isClip) {
      loaded.clip = std::dynamic_pointer_cast<const ClipModel>(model);
      requireVocabulary(*loaded.clip, *loaded.tokenizer, files);
    } else {
      loaded.byRole[roles[i]] = model;
    }
    begin = end;
  }
  ProgressPart{progress, "Models are ready"}.at(1);
  return loaded;
}

std::shared_ptr<const Tokenizer> ModelLoader::tokenizer(const ModelSet &models,
                                                        int *contextLength) const {
  const ModelFiles files = resolve(models, {"clip"});
  if (contextLength) {
    const ModelFile &clip = files.byRole.at("clip");
    requirePresent(files, clip);
    *contextLength = cache_->contextLengths.get(fileStamp(clip.path),
                                                [&clip] { return contextLengthOf(clip.path); });
  }
  return cache_->tokenizer(files);
}

ModelFiles ModelLoader::resolve(const ModelSet &models,
                                const std::vector<std::string> &roles) const {
  return resolveModelFiles(
      models, [&] { return packFolder(models.pack); }, roles);
}

}  // namespace everyword
