#pragma once

#include <functional>

#include "engine/evaluate/step_timer.h"

namespace everyword {

class ClipModel;

/// One step of prompt learning as the published loop is timed: 100 classes with names of two
/// tokens, 16 vectors around them, shared, the relevance loss; `images` random pictures, encoded
/// within the step. Phases: images, prompts. `operations` are those done. `between` before each of
/// the repeats and after the last.
StepTiming timePromptStep(const ClipModel &clip, std::int64_t images, int repeats,
                          const std::function<void()> &between);

}  // namespace everyword
