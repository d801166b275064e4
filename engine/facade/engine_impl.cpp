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
#include "engine/api/explain.h"
#include "engine/api/param_spec.h"
#include "engine/core/device.h"
#include "engine/core/tensor_frame.h"
#include "engine/facade/request_check.h"
#include "engine/facade/resources.h"
#include "engine/facade/start_projection.h"
#include "engine/facade/translate_errors.h"
#include "engine/latents/latent_space.h"
#include "engine/models/attributes/attribute_model.h"
#include "engine/models/model_loader.h"
#include "engine/models/pack_manifest.h"
#include "engine/modes/mode_registry.h"
#include "engine/run/explain.h"
#include "engine/run/optimise_loop.h"
#include "engine/run/precision_choice.h"
#include "engine/store/model_folder.h"
#include "engine/store/model_identity.h"
#include "engine/store/user_folder.h"

namespace everyword {

namespace {

/// Whether a saved latent is one of this generator and of the size that its request asks for.
bool fits(const LatentSpace &space, const RunState &state) {
  try {
    const PictureSize saved = space.pictureSizeOf(state.latent);
    const PictureSize asked = space.pictureSize(state.request.start);
    return saved.width == asked.width && saved.height == asked.height &&
           (state.space.empty() || state.space == space.id);
  } catch (const ShapeError &) {
    return false;
  }
}

/// Models that a recipe names by their digest, as paths here.
ModelSet withPaths(ModelSet models) {
  for (auto &[role, text] : models.files) {
    if (const auto identity = parseIdentity(text)) {
      text = pathOf(*identity, ModelFolder(modelsFolder({})));
    }
  }
  return models;
}

RunRequest withPaths(RunRequest request) {
  request.models = withPaths(std::move(request.models));
  return request;
}

/// A request without what may differ between runs that take their steps together.
std::string sharedPart(RunRequest request) {
  request.objective.words.clear();
  request.objective.protectedArea = {};
  request.edits.clear();
  for (const ParamSpec &spec : runParams()) {
    if (spec.live) {
      spec.set(request, spec.defaultValue);
    }
  }
  return request.toJson();
}

bool haveOneStart(const std::vector<RunRequest> &requests) {
  return !requests.empty() &&
         std::all_of(requests.begin(), requests.end(), [&](const RunRequest &request) {
           return request.start.frame == requests.front().start.frame &&
                  request.start.latent == requests.front().start.latent &&
                  sharedPart(request) == sharedPart(requests.front());
         });
}

/// The steps that were done keep their learning rates. From the state's step on the ramps are
/// shares of all steps, which the recipe says by an edit.
void addSteps(RunState &state, int moreSteps) {
  Schedule &schedule = state.request.schedule;
  if (moreSteps > 0 && (schedule.rampUp > 0 || schedule.rampDown > 0)) {
    schedule.rampSteps = schedule.rampSteps > 0 ? schedule.rampSteps : schedule.steps;
    std::vector<RunEdit> &edits = state.request.edits;
    const auto later = std::find_if(edits.begin(), edits.end(),
                                    [&](const RunEdit &edit) { return edit.step > state.step; });
    const nlohmann::json changes = {{"ramp_steps", schedule.steps + moreSteps}};
    edits.insert(later, {state.step, changes.dump()});
  }
  schedule.steps += moreSteps;
  state.request.check();  // more steps than a run can have
}

constexpr char kAttributes[] = "attributes";

/// The likeliest value of each attribute.
std::vector<AttributeGuess> attributesOf(const Frame &picture, const AttributeModel &model) {
  const std::vector<at::Tensor> all = model.probabilities(tensorFromFrame(picture));
  std::vector<AttributeGuess> guesses;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const Attribute &attribute = model.config().attributes[i];
    const auto best = all[i][0].argmax().item<std::int64_t>();
    guesses.push_back({attribute.name, attribute.values[static_cast<std::size_t>(best)],
                       all[i][0][best].item<double>(), attribute.values});
  }
  return guesses;
}

class EngineImpl final : public Engine {
 public:
  explicit EngineImpl(const std::string &resourcesFolder)
      : loader_(findResources(resourcesFolder)) {}

  std::vector<PackInfo> packs() const override { return loader_.listPacks(); }

  PackInfo pack(const std::string &nameOrFolder) const override {
    return loader_.findPack(nameOrFolder);
  }

  RunRequest recommended(RunRequest request) const override {
    const auto withSettings = [](const RunRequest &to, const std::string &settings) {
      auto json = nlohmann::ordered_json::parse(to.toJson());
      json.update(nlohmann::ordered_json::parse(settings));
      RunRequest result = RunRequest::fromJson(json.dump());
      result.start.frame = to.start.frame;
      result.start.latent = to.start.latent;
      return result;
    };
    const PackInfo pack = loader_.findPack(request.models.pack);
    if (!pack.recommendedJson.empty()) {
      request = withSettings(request, pack.recommendedJson);
    }
    modeOf(request.mode).preset(request);
    // What suits a layout suits the pack's own codes: a search would take long in others.
    const bool otherCodes = request.mode == "layout" && !request.models.path("vqgan").empty();
    if (const auto found = pack.recommendedByMode.find(request.mode);
        found != pack.recommendedByMode.end() && !otherCodes) {
      request = withSettings(request, found->second);
    }
    return request;
  }

  TokenInfo tokens(const ModelSet &models, const std::string &text) override {
    return translateErrors([&] { return tokensOf(loader_, withPaths(models), text); });
  }

  std::vector<std::string> check(const RunRequest &request) override {
    return translateErrors([&] { return checkRequest(loader_, withPaths(request)); });
  }

  void prepare(const RunRequest &request,
               const std::function<void(const std::string &, double)> &progress) override {
    translateErrors([&] { load(withPaths(request), progress); });
  }

  RunOutcome run(const RunRequest &request, RunObserver &observer, RunControl &control) override {
    return translateErrors([&] {
      RunRequest here = withPaths(request);
      PreparedRun prepared = prepareRun(here, observer);
      projections_.find(here, prepared, observer, control);
      return optimise(startRun(here, *prepared.space), prepared, observer, control);
    });
  }

  RunOutcome resume(const std::string &checkpointPath, RunObserver &observer, RunControl &control,
                    int moreSteps) override {
    return translateErrors([&] {
      RunState state = loadRunState(checkpointPath);
      addSteps(state, moreSteps);
      state.request = withPaths(state.request);
      PreparedRun prepared = prepareRun(state.request, observer);
      if (!fits(*prepared.space, state)) {
        throw FileError(checkpointPath + " does not fit the generator of its request");
      }
      projections_.find(state.request, prepared, observer, control);
      return optimise(std::move(state), prepared, observer, control);
    });
  }

  std::vector<RunOutcome> runTogether(const std::vector<RunRequest> &requests,
                                      GroupObserver &observer, RunControl &control) override {
    if (!haveOneStart(requests)) {
      return Engine::runTogether(requests, observer, control);
    }
    return translateErrors([&] {
      std::vector<OneOfSeveral> each;
      each.reserve(requests.size());
      std::vector<RunObserver *> observers;
      std::vector<RunRequest> here;
      for (const RunRequest &request : requests) {
        here.push_back(withPaths(request));
        checkRequest(loader_, here.back());
        each.emplace_back(each.size(), observer);
      }
      for (OneOfSeveral &one : each) {
        observers.push_back(&one);
      }
      PreparedRun prepared = prepareRun(here.front(), each.front());
      projections_.find(here.front(), prepared, each.front(), control);
      for (RunRequest &request : here) {
        request.start.latent = here.front().start.latent;
      }
      return optimiseTogether(startRuns(here, *prepared.space), prepared, observers, control);
    });
  }

  std::vector<FramePtr> starts(const RunRequest &request,
                               const std::vector<std::uint64_t> &seeds) override {
    return translateErrors([&] {
      RunRequest here = withPaths(request);
      checkMode(here);
      PreparedRun prepared;
      prepared.models = load(here, {});
      prepared.space = makeLatentSpace(latentSpaceOf(here), prepared.models);
      RunObserver nobody;
      RunControl control;
      projections_.find(here, prepared, nobody, control);
      return startPictures(here, seeds, *prepared.space, prepared.models.device);
    });
  }

  std::vector<AttributeGuess> attributes(const FramePtr &picture, const ModelSet &models) override {
    return translateErrors([&]() -> std::vector<AttributeGuess> {
      const ModelSet here = withPaths(models);
      if (here.path(kAttributes).empty() &&
          readManifest(loader_.findPack(here.pack).folder).files.count(kAttributes) == 0) {
        return {};
      }
      const LoadedModels loaded = loader_.load(here, c10::kCPU, {kAttributes});
      return attributesOf(*picture, loaded.get<AttributeModel>(kAttributes));
    });
  }

  ExplainResult explain(const ExplainRequest &request) override {
    return translateErrors([&] {
      setThreads(request.threads);
      const LoadedModels models =
          loader_.load(withPaths(request.models), chooseDevice(request.device), {"clip"});
      return explainPicture(request, models);
    });
  }

 private:
  /// Checks, loads and puts together what the loop needs; nothing is done twice.
  PreparedRun prepareRun(const RunRequest &request, RunObserver &observer) {
    PreparedRun prepared;
    prepared.warnings = checkRequest(loader_, request);
    prepared.models = load(request, [&](const std::string &what, double fraction) {
      observer.onLoading(what, fraction);
    });
    const Mode &mode = modeOf(request.mode);
    prepared.space = makeLatentSpace(latentSpaceOf(request), prepared.models);
    if (request.models.path("clip").empty()) {  // a pack's words are its own CLIP's
      prepared.names = readManifest(loader_.findPack(request.models.pack).folder).things;
    }
    prepared.check = [this](const RunRequest &edited) { checkRequest(loader_, edited); };
    prepared.scoreRegions = mode.scoreRegions;
    return prepared;
  }

  LoadedModels load(const RunRequest &request,
                    const std::function<void(const std::string &, double)> &progress) {
    setThreads(request.machine.threads);
    const c10::Device device = chooseDevice(request.machine.device);
    return loader_.load(request.models, device, rolesOf(request), progress);
  }

  ModelLoader loader_;
  StartProjection projections_;
};

}  // namespace

std::unique_ptr<Engine> makeEngine(const std::string &resourcesFolder) {
  return std::make_unique<EngineImpl>(resourcesFolder);
}

}  // namespace everyword
