#include "engine/library/memory_estimate.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <limits>

#include "engine/api/errors.h"
#include "engine/checkpoint/dry_load.h"
#include "engine/library/user_folder.h"
#include "engine/models/clip/clip_model.h"
#include "engine/models/clip/clip_names.h"
#include "engine/models/model_files.h"
#include "engine/models/vqgan/vqgan_keys.h"
#include "engine/models/vqgan/vqgan_model.h"

namespace everyword {
namespace {

constexpr double kFloatBytes = 4;
constexpr double kMost = 1e18;

// Values that a backward pass has to find again, a token and block: input and output of two norms,
// queries, keys, values, heads, and both sides of the four times wider activation.
constexpr double kTokenValues = 14;
// And a pixel and channel of a residual block: two norms and two convolutions.
constexpr double kPixelValues = 4;

/// One chunk of copies at a time may be in memory, so only one copy is certain.
double clipStep(const ClipConfig &config) {
  if (config.vision == VisionKind::ResNet) {
    return 0;
  }
  const double tokens = static_cast<double>(config.grid * config.grid + 1);
  return tokens * static_cast<double>(config.visionWidth * config.visionLayers) * kTokenValues *
         kFloatBytes;
}

double vqganStep(const VqganConfig &config, const RunRequest &request) {
  double values = 0;
  for (std::size_t level = 0; level < config.multipliers.size(); ++level) {
    const double scale = static_cast<double>(std::int64_t{1} << level);
    const double pixels = request.width / scale * (request.height / scale);
    const double channels = static_cast<double>(config.channels * config.multipliers[level]);
    values += pixels * channels * static_cast<double>(config.resBlocks + 1) * kPixelValues;
  }
  return values * kFloatBytes;
}

/// A number of bytes in a file of one number, or in the line that starts with `key`.
std::int64_t numberIn(const std::string &path, const std::string &key = {}) {
  std::ifstream file(path);
  std::string word;
  while (file >> word) {
    if (!key.empty() && word != key) {
      continue;
    }
    if (!key.empty() && !(file >> word)) {
      return 0;
    }
    const bool isNumber = !word.empty() && word.size() < 19 &&
                          word.find_first_not_of("0123456789") == std::string::npos;
    return isNumber ? std::stoll(word) : 0;  // "max": no limit
  }
  return 0;
}

struct Configs {
  ClipConfig clip;
  VqganConfig vqgan;
  double elements = 0;
  std::string clipPath;
};

Configs configsOf(const RunRequest &request, const std::function<std::string()> &packFolder) {
  const ModelFiles files = resolveModelFiles(request.models, packFolder, /*withGenerator=*/true);
  const TensorTable clip = TensorTable::open(files.clip.path);
  const TensorTable vqgan = TensorTable::open(files.vqgan.path);
  Configs configs;
  configs.clipPath = files.clip.path;
  configs.clip = ClipConfig::fromTensors(withOpenAiNames(clip));
  configs.vqgan = VqganConfig::fromTensors(vqgan::modelPart(vqgan));
  DryLoad dry;
  std::optional<VqganConfig> yaml;
  if (!files.vqganConfig.path.empty()) {
    yaml = VqganConfig::fromYaml(files.vqganConfig.path);
  }
  ClipModel::load(clip, c10::kMeta);
  VqganModel::load(vqgan, yaml, c10::kMeta);
  configs.elements = dry.elements;
  return configs;
}

}  // namespace

MemoryEstimate memoryOfRun(const RunRequest &request,
                           const std::function<std::string()> &packFolder) {
  const Configs configs = configsOf(request, packFolder);
  MemoryEstimate estimate;
  estimate.weights = static_cast<std::int64_t>(std::min(configs.elements * kFloatBytes, kMost));
  estimate.step = static_cast<std::int64_t>(
      std::min(clipStep(configs.clip) + vqganStep(configs.vqgan, request), kMost));
  return estimate;
}

std::int64_t availableMemory() {
  const std::int64_t machine = numberIn("/proc/meminfo", "MemAvailable:") * 1024;
  const std::int64_t limit = numberIn("/sys/fs/cgroup/memory.max");
  if (limit == 0) {
    return machine;
  }
  const std::int64_t used =
      numberIn("/sys/fs/cgroup/memory.stat", "anon");  // files in memory can go
  const std::int64_t rest = std::max<std::int64_t>(limit - used, 1);
  return machine == 0 ? rest : std::min(machine, rest);
}

void requireModelsSuit(const RunRequest &request, const std::function<std::string()> &packFolder) {
  if (request.models.clip.empty()) {
    return;  // a pack's models belong together
  }
  const ModelFiles files = resolveModelFiles(request.models, packFolder, /*withGenerator=*/false);
  const auto config = ClipConfig::fromTensors(withOpenAiNames(TensorTable::open(files.clip.path)));
  if (config.vision == VisionKind::ResNet) {
    throw InputError(
        "the image encoder of " + files.clip.path +
            " is a ResNet, which gives no relevance maps, so it cannot lay out a picture",
        "choose a CLIP with a vision transformer, such as ViT-B/32");
  }
}

void requireMemory(const MemoryEstimate &estimate) {
  const std::int64_t needed = estimate.weights + estimate.step;
  if (estimate.available <= 0 || needed <= estimate.available) {
    return;
  }
  throw ResourceError("the run needs at least " + sizeText(needed) + " of memory (models " +
                          sizeText(estimate.weights) + ", a step " + sizeText(estimate.step) +
                          "), " + sizeText(estimate.available) + " are available",
                      "choose a smaller picture or smaller models, or close other programs");
}

}  // namespace everyword
