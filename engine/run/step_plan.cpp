#include "engine/run/step_plan.h"

#include <algorithm>

#include "engine/core/device.h"
#include "engine/core/free_memory.h"
#include "engine/models/step_memory.h"

namespace everyword {

StepPlan planStep(const LoadedModels &models, std::int64_t encodings, int width, int height,
                  std::int64_t freeBytes) {
  StepPlan plan;
  plan.precision = models.precision;
  if (freeBytes <= 0) {
    return plan;
  }
  constexpr double kMargin = 1.2;  // for what is in flight, and for the preview
  const StepMemory memory =
      stepMemory(models.clip->config(), models.vqgan->config(), width, height);
  const double copies = static_cast<double>(encodings);
  const double kernels = models.device.is_cpu() ? memory.kernels : 0;
  const auto needed = [&] {
    return kernels +
           kMargin * ((plan.sparingDecode ? memory.decodeSparing : memory.decode) +
                      copies * (plan.sparingEncode ? memory.encodeSparing : memory.encode));
  };
  const bool decodeFirst = memory.decode > copies * memory.encode;
  for (const bool decode : {decodeFirst, !decodeFirst}) {
    if (needed() > static_cast<double>(freeBytes)) {
      (decode ? plan.sparingDecode : plan.sparingEncode) = true;
    }
  }
  return plan;
}

std::int64_t memoryForStep(const RunRequest &request, c10::Device device) {
  if (request.memoryLimitMb == 0) {
    return freeMemory(device);
  }
  const std::int64_t limit = std::int64_t{request.memoryLimitMb} << 20;
  return std::max<std::int64_t>(1, device.is_cpu() ? limit - residentBytes() : limit);
}

}  // namespace everyword
