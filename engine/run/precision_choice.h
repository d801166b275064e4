#pragma once

#include <functional>
#include <optional>
#include <string>

#include "engine/run/guided_step.h"

namespace everyword {

/// Seconds of a step's parts, forwards and backwards.
struct PartSeconds {
  double generator = 0, encoder = 0;
};

/// bf16 for each part that is clearly faster in it.
Precision fastestPrecision(const PartSeconds &fp32, const PartSeconds &bf16);

/// What Precision::Auto of `target.request` means for this run; any other precision as it is.
/// Unless the machine emulates bf16, some whole steps at `latent` are timed in both precisions
/// (their results are dropped). Decided once for each machine, thread count, LibTorch and shapes of
/// the step, and remembered, so that the same request makes the same bytes tomorrow. `goOn` is
/// asked between the phases; Fp32 when it ends the timing. One thread at a time.
Precision choosePrecision(const std::vector<at::Tensor> &latent, const StepTarget &target,
                          const LoadedModels &models, const LatentSpace &space,
                          const std::function<bool()> &goOn);

/// What was decided for `key`, in this process or in the file.
std::optional<Precision> rememberedPrecision(const std::string &key);
void rememberPrecision(const std::string &key, Precision precision);

/// `everyword/precision.json` in XDG_CACHE_HOME or ~/.cache; "" when the environment names no place
/// for it, then every process measures.
std::string precisionFile();

}  // namespace everyword
