#include "engine/run/step_plan.h"

#include <algorithm>

#include "engine/core/device.h"
#include "engine/core/free_memory.h"

namespace everyword {

StepPlan planStep(const LoadedModels &models, std::int64_t encodings, int width, int height,
                  std::int64_t freeBytes) {
  StepPlan plan;
  constexpr double kMargin = 1.2;  // for what is in flight, and for the preview
  const StepMemory encode = models.clip->stepMemory(width, height);
  StepMemory decode;
  for (const auto &[role, model] : models.byRole) {
    const StepMemory memory = model->stepMemory(width, height);
    decode.activations += memory.activations;
    decode.checkpointed += memory.checkpointed;
    decode.filters += memory.filters;
  }
  const double images = static_cast<double>(encodings);
  plan.activationBytes = decode.activations + images * encode.activations;
  if (freeBytes == 0) {
    return plan;
  }
  const double kernels = models.device.is_cpu() ? decode.filters : 0;
  const auto needed = [&] {
    return kernels +
           kMargin * ((plan.checkpointDecode ? decode.checkpointed : decode.activations) +
                      images * (plan.checkpointEncode ? encode.checkpointed : encode.activations));
  };
  const bool decodeFirst = decode.activations > images * encode.activations;
  for (const bool ofDecode : {decodeFirst, !decodeFirst}) {
    if (needed() > static_cast<double>(freeBytes)) {
      (ofDecode ? plan.checkpointDecode : plan.checkpointEncode) = true;
    }
  }
  plan.missingBytes = std::max(0.0, needed() - static_cast<double>(freeBytes));
  return plan;
}

std::string memoryWarning(const RunRequest &request, const StepPlan &plan) {
  const int limit = request.machine.memoryLimitMb;
  if (limit == 0 || plan.missingBytes <= 0) {
    return "";
  }
  const auto needed = limit + static_cast<std::int64_t>(plan.missingBytes / (1 << 20)) + 1;
  return "the memory limit of " + std::to_string(limit) +
         " MB cannot be kept: the run needs about " + std::to_string(needed) +
         " MB; lower the cutouts or the size";
}

std::int64_t memoryForStep(const RunRequest &request, c10::Device device) {
  // An edit during a run plans again: what the steps before have freed is there for the next.
  const std::int64_t kept = device.is_cpu() ? freedHeap() : 0;
  if (request.machine.memoryLimitMb == 0) {
    const std::int64_t free = freeMemory(device);
    return free == 0 ? 0 : free + kept;
  }
  const std::int64_t limit = std::int64_t{request.machine.memoryLimitMb} << 20;
  // 0 would mean that nothing is known; below it, the limit is passed already.
  const std::int64_t left = device.is_cpu() ? limit - residentBytes() + kept : limit;
  return left == 0 ? -1 : left;
}

}  // namespace everyword
