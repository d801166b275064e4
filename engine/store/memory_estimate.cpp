#include "engine/store/memory_estimate.h"

#include <algorithm>

#include "engine/api/errors.h"
#include "engine/checkpoint/dry_load.h"
#include "engine/core/free_memory.h"
#include "engine/models/clip/clip_model.h"
#include "engine/models/clip/clip_names.h"
#include "engine/models/model_files.h"
#include "engine/models/vqgan/vqgan_model.h"
#include "engine/store/user_folder.h"

namespace everyword {
namespace {

constexpr double kFloatBytes = 4;
constexpr double kMost = 1e18;

/// The models without data.
struct Shapes {
  std::shared_ptr<const Model> clip, generator;
  double elements = 0;
};

Shapes shapesOf(const RunRequest &request, const std::function<std::string()> &packFolder) {
  const ModelFiles files = resolveModelFiles(request.models, packFolder, /*withGenerator=*/true);
  const DryLoad dry;
  std::optional<VqganConfig> yaml;
  if (!files.vqganConfig.path.empty()) {
    yaml = VqganConfig::fromYaml(files.vqganConfig.path);
  }
  Shapes shapes;
  shapes.clip = ClipModel::load(TensorTable::open(files.clip.path), c10::kMeta);
  shapes.generator = VqganModel::load(TensorTable::open(files.vqgan.path), yaml, c10::kMeta);
  shapes.elements = dry.elements;
  return shapes;
}

}  // namespace

MemoryEstimate memoryOfRun(const RunRequest &request,
                           const std::function<std::string()> &packFolder) {
  const Shapes shapes = shapesOf(request, packFolder);
  MemoryEstimate estimate;
  estimate.weights = static_cast<std::int64_t>(std::min(shapes.elements * kFloatBytes, kMost));
  const double generator =
      shapes.generator->stepMemory(request.start.width, request.start.height).checkpointed;
  const double cutout = shapes.clip->stepMemory(request.start.width, request.start.height).checkpointed;
  estimate.step = static_cast<std::int64_t>(std::min(generator + request.cutouts.count * cutout, kMost));
  return estimate;
}

std::int64_t availableMemory() { return freeMemory(c10::kCPU); }

void requireModelsSuit(const RunRequest &request, const std::function<std::string()> &packFolder) {
  if (request.models.path("clip").empty()) {
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
