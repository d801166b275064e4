// The facade: what ui/ and app/ see of the engine. It finds models, checks requests, and turns what
// LibTorch and OpenCV throw into one sentence; the work itself is done in run/.
#include <ATen/ATen.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>

#include "engine/api/engine.h"
#include "engine/api/param_spec.h"
#include "engine/core/device.h"
#include "engine/facade/request_check.h"
#include "engine/facade/resources.h"
#include "engine/facade/translate_errors.h"
#include "engine/models/model_pack.h"
#include "engine/models/vqgan/vqgan_model.h"
#include "engine/run/explain.h"
#include "engine/run/optimise_loop.h"
#include "engine/run/precision_choice.h"

namespace everyword {

namespace {

class EngineImpl final : public Engine {
 public:
  explicit EngineImpl(const std::string &resourcesFolder)
      : library_(findResources(resourcesFolder)) {}

  std::vector<PackInfo> packs() const override { return library_.listPacks(); }

  PackInfo pack(const std::string &nameOrFolder) const override {
    return library_.findPack(nameOrFolder);
  }

  RunRequest recommended(RunRequest request) const override {
    auto json = nlohmann::ordered_json::parse(request.toJson());
    const std::string settings = library_.findPack(request.models.pack).recommendedJson;
    if (!settings.empty()) {
      json.update(nlohmann::ordered_json::parse(settings));
    }
    RunRequest result = RunRequest::fromJson(json.dump());
    result.start.frame = request.start.frame;
    return result;
  }

  TokenInfo tokens(const ModelSet &models, const std::string &text) override {
    return translateErrors([&] { return tokensOf(library_, models, text); });
  }

  std::vector<std::string> check(const RunRequest &request) override {
    return translateErrors([&] { return checkRequest(library_, request); });
  }

  void prepare(const RunRequest &request,
               const std::function<void(const std::string &, double)> &progress) override {
    translateErrors([&] { load(request, progress); });
  }

  RunOutcome run(const RunRequest &request, RunObserver &observer, RunControl &control) override {
    return translateErrors([&] {
      const std::vector<std::string> warnings = checkRequest(library_, request);
      const LoadedModels models = load(request, observer);
      return optimise(startRun(request, models), models, observer, control, warnings);
    });
  }

  RunOutcome resume(const std::string &checkpointPath, RunObserver &observer,
                    RunControl &control) override {
    return translateErrors([&] {
      RunState state = loadRunState(checkpointPath);
      const std::vector<std::string> warnings = checkRequest(library_, state.request);
      const LoadedModels models = load(state.request, observer);
      const VqganConfig &config = models.get<VqganModel>("vqgan").config();
      if (state.latent.dim() != 4 || state.latent.size(1) != config.embedDim ||
          state.latent.size(2) != state.request.start.height / config.factor() ||
          state.latent.size(3) != state.request.start.width / config.factor()) {
        throw FileError(checkpointPath + " does not fit the generator of its request");
      }
      return optimise(std::move(state), models, observer, control, warnings);
    });
  }

  ExplainResult explain(const ExplainRequest &request) override {
    return translateErrors([&] {
      setThreads(request.threads);
      const LoadedModels models =
          library_.load(request.models, chooseDevice(request.device), {"clip"});
      return explainPicture(request, models);
    });
  }

 private:
  LoadedModels load(const RunRequest &request, RunObserver &observer) {
    return load(request, [&](const std::string &what, double fraction) {
      observer.onLoading(what, fraction);
    });
  }

  LoadedModels load(const RunRequest &request,
                    const std::function<void(const std::string &, double)> &progress) {
    setThreads(request.machine.threads);
    const c10::Device device = chooseDevice(request.machine.device);
    LoadedModels models = library_.load(request.models, device, {"clip", "vqgan"}, progress);
    models.precision = choosePrecision(request.machine.precision, device);
    return models;
  }

  ModelLibrary library_;
};

}  // namespace

std::unique_ptr<Engine> makeEngine(const std::string &resourcesFolder) {
  return std::make_unique<EngineImpl>(resourcesFolder);
}

}  // namespace everyword
