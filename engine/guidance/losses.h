#pragma once

#include "engine/guidance/guidance_loss.h"

namespace everyword {

// Two functions a loss, each pair in its own file; loss_registry.cpp puts them in the table.

bool appliesSimilarity(const RunRequest &request);
LossValue similarity(const StepInputs &inputs, const RunRequest &request);

bool appliesRegionOverlap(const RunRequest &request);
LossValue regionOverlap(const StepInputs &inputs, const RunRequest &request);

bool appliesMasked(const RunRequest &request);
LossValue masked(const StepInputs &inputs, const RunRequest &request);

bool appliesWordRelevance(const RunRequest &request);
LossValue wordRelevance(const StepInputs &inputs, const RunRequest &request);

bool appliesSmoothness(const RunRequest &request);
LossValue smoothness(const StepInputs &inputs, const RunRequest &request);

bool appliesLatentDistance(const RunRequest &request);
LossValue latentDistance(const StepInputs &inputs, const RunRequest &request);

bool appliesProtectedArea(const RunRequest &request);
LossValue protectedArea(const StepInputs &inputs, const RunRequest &request);

bool appliesIdentity(const RunRequest &request);
LossValue identity(const StepInputs &inputs, const RunRequest &request);

}  // namespace everyword
