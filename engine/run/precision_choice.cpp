#include "engine/run/precision_choice.h"

#include <ATen/Parallel.h>
#include <torch/headeronly/version.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>

#include "engine/api/errors.h"
#include "engine/api/outside_text.h"
#include "engine/core/atomic_file.h"
#include "engine/core/device.h"
#include "engine/core/product_rate.h"
#include "engine/log/log.h"
#include "engine/run/phase_clock.h"

namespace everyword {

namespace {

using Json = nlohmann::ordered_json;
namespace fs = std::filesystem;

/// What the speed of a step depends on. The bytes that the networks keep stand for their shapes.
std::string keyOf(const StepTarget &target, const LoadedModels &models, PictureSize size) {
  const auto megabytes = [&](const Model &model) {
    const double bytes = model.stepMemory(size.width, size.height).activations;
    return std::to_string(std::llround(bytes / 1e6)) + " MB";
  };
  std::string key = machineName(models.device) + ", " + std::to_string(at::get_num_threads()) +
                    " threads, LibTorch " + TORCH_VERSION + ", " +
                    std::to_string(encodingsOf(target)) + " encodings of " +
                    megabytes(*models.clip);
  for (const auto &[role, model] : models.byRole) {
    key += ", " + role + " " + megabytes(*model);
  }
  return key + ", " + std::to_string(size.width) + " x " + std::to_string(size.height);
}

/// An object; empty when there is no file or something else in it.
Json readMemory() {
  try {
    const std::string text = readTextFile(precisionFile());
    if (jsonFault(text).empty()) {
      const Json json = Json::parse(text);
      return json.is_object() ? json : Json::object();
    }
  } catch (const FileError &) {  // none yet
  }
  return Json::object();
}

std::map<std::string, Precision> &known() {
  static std::map<std::string, Precision> decisions;
  return decisions;
}

/// Steps in one precision after the other, after one of each to warm up. The least of each part
/// counts: a neighbour on the machine only makes them slower.
class PartTimer {
 public:
  PartTimer(const std::vector<at::Tensor> &latent, const StepTarget &target,
            const LoadedModels &models, const LatentSpace &space, const std::function<bool()> &goOn)
      : latent_(latent), target_(target), models_(models), space_(space), goOn_(goOn) {}

  std::optional<Precision> fastest() {
    constexpr int kRounds = 3;  // the first one warms up
    PartSeconds least[2];
    for (int round = 0; round < kRounds; ++round) {
      for (const Precision precision : {Precision::Fp32, Precision::Bf16}) {
        const std::optional<PartSeconds> seconds = step(precision);
        if (!seconds) {
          return std::nullopt;
        }
        PartSeconds &part = least[precision == Precision::Bf16];
        part.generator =
            round < 2 ? seconds->generator : std::min(part.generator, seconds->generator);
        part.encoder = round < 2 ? seconds->encoder : std::min(part.encoder, seconds->encoder);
      }
    }
    return fastestPrecision(least[0], least[1]);
  }

 private:
  std::optional<PartSeconds> step(Precision precision) {
    target_.plan.precision = precision;
    Rng rng(target_.request.seed);
    PhaseClock clock(models_.device);
    const auto lap = [&](const char *phase) {
      clock.lap(phase);
      return goOn_();
    };
    if (!guidedStep(latent_, target_, models_, space_, rng, lap)) {
      return std::nullopt;
    }
    PartSeconds seconds;
    for (const auto &[phase, time] : clock.phases) {
      const bool ofGenerator = phase == "decode" || phase == "backward through the generator";
      (ofGenerator ? seconds.generator : seconds.encoder) += time;
    }
    return seconds;
  }

  const std::vector<at::Tensor> &latent_;
  StepTarget target_;
  const LoadedModels &models_;
  const LatentSpace &space_;
  const std::function<bool()> &goOn_;
};

}  // namespace

Precision fastestPrecision(const PartSeconds &fp32, const PartSeconds &bf16) {
  constexpr double kClearly = 0.97;
  const bool generator = bf16.generator < kClearly * fp32.generator;
  const bool encoder = bf16.encoder < kClearly * fp32.encoder;
  return generator ? (encoder ? Precision::Bf16 : Precision::Bf16Generator)
                   : (encoder ? Precision::Bf16Encoder : Precision::Fp32);
}

std::string precisionFile() {
  const char *cache = std::getenv("XDG_CACHE_HOME"), *home = std::getenv("HOME");
  if (cache && *cache) {
    return (fs::path(cache) / "everyword" / "precision.json").string();
  }
  return home && *home ? (fs::path(home) / ".cache" / "everyword" / "precision.json").string() : "";
}

std::optional<Precision> rememberedPrecision(const std::string &key) {
  if (const auto found = known().find(key); found != known().end()) {
    return found->second;
  }
  const Json memory = readMemory();
  for (const Precision precision :
       {Precision::Fp32, Precision::Bf16, Precision::Bf16Encoder, Precision::Bf16Generator}) {
    if (memory.contains(key) && memory[key] == toString(precision)) {
      return known()[key] = precision;
    }
  }
  return std::nullopt;
}

/// Not being able to write the file is no error: it is measured again next time.
void rememberPrecision(const std::string &key, Precision precision) {
  known()[key] = precision;
  const std::string path = precisionFile();
  if (path.empty()) {
    return;
  }
  try {
    Json memory = readMemory();
    memory[key] = toString(precision);
    std::error_code error;
    fs::create_directories(fs::path(path).parent_path(), error);
    const std::string text = memory.dump(2) + "\n";
    writeAtomically(path, {reinterpret_cast<const std::uint8_t *>(text.data()), text.size()});
  } catch (const ResourceError &error) {
    logWarning(std::string("The precision is not remembered: ") + error.what());
  }
}

Precision choosePrecision(const std::vector<at::Tensor> &latent, const StepTarget &target,
                          const LoadedModels &models, const LatentSpace &space,
                          const std::function<bool()> &goOn) {
  if (target.request.machine.precision != Precision::Auto) {
    return target.request.machine.precision;
  }
  const std::string key = keyOf(target, models, space.pictureSizeOf(latent));
  if (const auto decided = rememberedPrecision(key)) {
    return *decided;
  }
  // Emulated bf16 is hundreds of times slower: not one step is tried in it.
  std::optional<Precision> chosen = Precision::Fp32;
  if (!reducedPrecisionIsEmulated(models.device)) {
    chosen = PartTimer(latent, target, models, space, goOn).fastest();
  }
  if (!chosen) {
    return Precision::Fp32;
  }
  rememberPrecision(key, *chosen);
  logInfo("Fastest for " + key + ": " + toString(*chosen));
  return *chosen;
}

}  // namespace everyword
