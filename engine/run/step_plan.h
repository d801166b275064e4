#pragma once

#include <cstdint>
#include <string>

#include "engine/models/model_loader.h"

namespace everyword {

/// How a step is computed. It changes speed and memory, and with the precision the last bits, but
/// not what is computed.
struct StepPlan {
  Precision precision = Precision::Fp32;  ///< Auto: not decided yet, computed as Fp32
  bool checkpointDecode = false;          ///< activation checkpointing in the generator
  bool checkpointEncode = false;          ///< and in CLIP
  double activationBytes = 0;             ///< of a whole step, without checkpointing
  double missingBytes = 0;                ///< what the step takes beyond what it may, even so
};

/// Steps that keep less are small: their operations are over sooner than a second thread has
/// answered. The starter pack's edit keeps some 30 MB and takes as long in one thread as in two.
constexpr double kSmallStepBytes = 64e6;

/// Keeps everything where `freeBytes` (0: not known; negative: too much is taken already) suffice,
/// else checkpoints first where it frees most. `encodings`: pictures that CLIP sees in a step;
/// `width`, `height`: pixels of the picture.
StepPlan planStep(const LoadedModels &models, std::int64_t encodings, int width, int height,
                  std::int64_t freeBytes);

/// What a step of this request may take beyond what is taken now: RunRequest::memoryLimitMb, or
/// what is free.
std::int64_t memoryForStep(const RunRequest &request, c10::Device device);

/// A warning when the request's memory limit cannot be kept with this plan; "" when it can.
std::string memoryWarning(const RunRequest &request, const StepPlan &plan);

}  // namespace everyword
