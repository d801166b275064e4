#include "engine/modes/dream/dream_mode.h"

#include "engine/api/errors.h"

namespace everyword::dream {

void check(const RunRequest &request) {
  if (request.objective.prompt.empty()) {
    throw InputError("a dream needs a prompt", "say what the picture shall show");
  }
}

std::string ownSpace(const RunRequest &request) {
  const StartPoint &start = request.start;
  if (start.kind == Start::EarlierRun && start.latent) {
    return start.latent->space;
  }
  if (!request.models.path("biggan").empty()) {
    return start.kind == Start::Search ? "biggan_basis" : "biggan_z";
  }
  return request.models.path("stylegan2").empty() ? "vqgan_codes" : "stylegan2_w_plus";
}

void preset(RunRequest &request) {
  request.objective.wordLambda = 0.1;
  request.objective.neglectedBelow = 0.7;
  request.objective.allowUnknownWords = true;
  request.cutouts.kind = CutoutKind::DiffAugment;
  if (!request.models.path("biggan").empty()) {
    request.start.kind = Start::Search;
    request.start.truncation = 1;
    request.schedule.learningRate = 0.005;
    request.schedule.steps = 500;
  } else if (!request.models.path("stylegan2").empty()) {
    request.start.kind = Start::Noise;
    request.schedule.learningRate = 0.05;
  }
}

}  // namespace everyword::dream
