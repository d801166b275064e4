#include "engine/modes/edit/edit_mode.h"

#include "engine/api/errors.h"

namespace everyword::edit {

void check(const RunRequest &request) {
  if (request.objective.prompt.empty()) {
    throw InputError("an edit needs a prompt", "say what the picture shall show");
  }
  if (request.objective.identity > 0 && request.models.path("arcface").empty()) {
    throw InputError("the identity counts, but there is no identity network",
                     "name one with the role 'arcface', or set identity to 0");
  }
}

void preset(RunRequest &request) {
  request.start.kind = Start::Noise;
  request.start.truncation = 0.7;
  request.objective.latentDistance = 0.008;
  request.objective.identity = request.models.path("arcface").empty() ? 0 : 0.005;
  request.objective.wordLambda = 1;
  request.schedule.steps = 200;
  request.schedule.learningRate = 0.1;
  request.schedule.rampUp = 0.05;
  request.schedule.rampDown = 0.25;
}

}  // namespace everyword::edit
