#include "engine/run/step_plan.h"

#include <algorithm>

#include "engine/core/device.h"
#include "engine/core/free_memory.h"

namespace everyword {

StepPlan planStep(const LoadedModels &models, std::int64_t encodings, int width, int height,
                  std::int64_t freeBytes) {
  StepPlan plan;
  plan.precision = models.precision;
  if (freeBytes <= 0) {
    return plan;
  }
  constexpr double kMargin = 1.2;  // for what is in flight, and for the preview
  const StepMemory encode = models.clip->stepMemory(width, height);
  StepMemory decode;
  for (const auto &[role, model] : models.byRole) {
    const StepMemory memory = model->stepMemory(width, height);
    decode.activations += memory.activations;
    decode.checkpointed += memory.checkpointed;
    decode.filters += memory.filters;
  }
  const double copies = static_cast<double>(encodings);
  const double kernels = models.device.is_cpu() ? decode.filters : 0;
  const auto needed = [&] {
    return kernels +
           kMargin * ((plan.checkpointDecode ? decode.checkpointed : decode.activations) +
                      copies * (plan.checkpointEncode ? encode.checkpointed : encode.activations));
  };
  const bool decodeFirst = decode.activations > copies * encode.activations;
  for (const bool ofDecode : {decodeFirst, !decodeFirst}) {
    if (needed() > static_cast<double>(freeBytes)) {
      (ofDecode ? plan.checkpointDecode : plan.checkpointEncode) = true;
    }
  }
  return plan;
}

std::int64_t memoryForStep(const RunRequest &request, c10::Device device) {
  // An edit during a run plans again: what the steps before have freed is there for the next.
  const std::int64_t kept = device.is_cpu() ? freedHeap() : 0;
  if (request.machine.memoryLimitMb == 0) {
    const std::int64_t free = freeMemory(device);
    return free == 0 ? 0 : free + kept;
  }
  const std::int64_t limit = std::int64_t{request.machine.memoryLimitMb} << 20;
  return std::max<std::int64_t>(1, device.is_cpu() ? limit - residentBytes() + kept : limit);
}

}  // namespace everyword
