#include "engine/store/memory_estimate.h"

#include <algorithm>

#include "engine/api/errors.h"
#include "engine/core/free_memory.h"
#include "engine/models/clip/clip_config.h"
#include "engine/models/clip/clip_names.h"
#include "engine/models/model_families.h"
#include "engine/models/model_files.h"
#include "engine/store/user_folder.h"

namespace everyword {
namespace {

constexpr double kFloatBytes = 4;
constexpr double kMost = 1e18;

}  // namespace

MemoryEstimate memoryOfRun(const RunRequest &request, const std::vector<std::string> &roles,
                           const std::function<std::string()> &packFolder) {
  const ModelFiles files = resolveModelFiles(request.models, packFolder, roles);
  const auto found = std::make_shared<LoadFindings>();
  double step = 0;
  for (const std::string &role : roles) {
    const ModelFamily *family = familyNamed(role);
    ModelSource source{TensorTable::open(files.path(role)).withOptions({.findings = found}), ""};
    for (const Companion &companion : family->companions) {
      source.config = companion.isConfig ? files.path(companion.role) : source.config;
    }
    const double one = family->load(source, c10::kMeta)
                           ->stepMemory(request.start.width, request.start.height)
                           .checkpointed;
    step += role == "clip" ? request.cutouts.count * one : one;
  }
  MemoryEstimate estimate;
  estimate.weights = static_cast<std::int64_t>(std::min(found->elements * kFloatBytes, kMost));
  estimate.step = static_cast<std::int64_t>(std::min(step, kMost));
  return estimate;
}

std::int64_t availableMemory() { return freeMemory(c10::kCPU); }

void requireModelsSuit(const RunRequest &request, const std::function<std::string()> &packFolder) {
  if (request.models.path("clip").empty()) {
    return;  // a pack's models belong together
  }
  const ModelFiles files = resolveModelFiles(request.models, packFolder, {"clip"});
  const std::string clip = files.path("clip");
  const auto config = ClipConfig::fromTensors(withOpenAiNames(TensorTable::open(clip)));
  if (config.vision == VisionKind::ResNet) {
    throw InputError(
        "the image encoder of " + clip +
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
