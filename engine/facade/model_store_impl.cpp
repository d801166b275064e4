// The facade's other half: the models a user has. The work is done in store/, inspect/ and
// download/.
#include <filesystem>

#include "engine/api/model_store.h"
#include "engine/api/recipe.h"
#include "engine/core/device.h"
#include "engine/download/model_download.h"
#include "engine/facade/resources.h"
#include "engine/facade/translate_errors.h"
#include "engine/inspect/file_inspection.h"
#include "engine/models/pack_manifest.h"
#include "engine/modes/mode_registry.h"
#include "engine/store/known_models.h"
#include "engine/store/memory_estimate.h"
#include "engine/store/model_choice.h"
#include "engine/store/model_folder.h"
#include "engine/store/model_identity.h"
#include "engine/store/model_import.h"
#include "engine/store/user_folder.h"

namespace everyword {

namespace {

namespace fs = std::filesystem;

class ModelStoreImpl final : public ModelStore {
 public:
  ModelStoreImpl(const std::string &resources, const std::string &userFolder)
      : resources_(resources), store_(userFolder), known_(resources, userFolder) {}

  std::string folder() const override { return store_.folder(); }
  std::vector<InstalledModel> list() const override { return store_.list(); }

  std::vector<KnownModel> known() const override {
    std::vector<KnownModel> models = known_.all();
    for (KnownModel &model : models) {
      const auto there =
          model.sha256.empty() ? store_.find(model.name) : store_.withDigest(model.sha256);
      if (there) {
        model.installedAs = there->name;
      }
    }
    return models;
  }

  ModelReport inspect(const std::string &path) const override {
    return translateErrors([&] { return inspectFile(path); });
  }

  ImportOutcome importFile(const ImportRequest &request) override {
    return translateErrors([&] { return importModel(request, known_, store_); });
  }

  DownloadOutcome download(const DownloadRequest &request,
                           const std::function<bool(const DownloadProgress &)> &progress) override {
    return translateErrors([&] { return downloadModel(request, known_, store_, progress); });
  }

  void discardDownload(const std::string &what) override {
    discardModelDownload(what, known_, store_);
  }

  void verify(const std::string &name) const override {
    translateErrors([&] {
      if (const auto model = store_.find(name)) {
        return store_.verify(*model);
      }
      const PackManifest pack = readManifest(packFolder(name));
      for (const auto &[role, file] : pack.files) {
        verifyPackFile(pack, file);
      }
    });
  }

  void remove(const std::string &name) override {
    const auto model = store_.find(name);
    if (!model) {
      const bool isPack = !name.empty() && isPackFolder((fs::path(resources_) / name).string());
      throw InputError(isPack ? "'" + name + "' is part of Everyword and stays"
                              : "there is no installed model '" + name + "'",
                       isPack ? "only imported and downloaded models can be removed"
                              : "see 'everyword models list'");
    }
    store_.remove(*model);
  }

  ModelSet resolve(const ModelSet &models) const override {
    return translateErrors([&] { return resolveModels(models, store_); });
  }

  MemoryEstimate estimateMemory(const RunRequest &request) const override {
    return translateErrors([&] {
      MemoryEstimate estimate =
          memoryOfRun(request, rolesOf(request), [&] { return packFolder(request.models.pack); });
      // What a GPU has left is for its own allocator to say.
      estimate.available = chooseDevice(request.machine.device).is_cpu() ? availableMemory() : 0;
      return estimate;
    });
  }

  void requireFits(const RunRequest &request) const override {
    translateErrors(
        [&] { requireModelsSuit(request, [&] { return packFolder(request.models.pack); }); });
    requireMemory(estimateMemory(request));
  }

 private:
  std::string packFolder(const std::string &nameOrFolder) const {
    const std::string inResources = (fs::path(resources_) / nameOrFolder).string();
    if (!nameOrFolder.empty() && isPackFolder(inResources)) {
      return inResources;
    }
    if (!nameOrFolder.empty() && isPackFolder(nameOrFolder)) {
      return nameOrFolder;
    }
    throw FileError("there is neither an installed model nor a pack '" + nameOrFolder + "'",
                    "see 'everyword models list'");
  }

  std::string resources_;
  ModelFolder store_;
  KnownModels known_;
};

}  // namespace

ModelSet recipeModels(const ModelSet &used) {
  return translateErrors([&] { return modelsForRecipe(used, ModelFolder(modelsFolder({}))); });
}

std::unique_ptr<ModelStore> makeModelStore(const std::string &resourcesFolder,
                                           const std::string &userFolder) {
  return std::make_unique<ModelStoreImpl>(findResources(resourcesFolder), modelsFolder(userFolder));
}

}  // namespace everyword
