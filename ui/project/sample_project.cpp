#include "ui/project/sample_project.h"

namespace everyword {

RunRequest sampleProject() { return withSample({}); }

RunRequest withSample(RunRequest request) {
  request.objective.prompt = "a red apple and a dog on grass";
  Region apple;
  apple.id = 1;
  apple.label = "red apple";
  apple.box = {0.05, 0.3, 0.4, 0.5};
  Region dog;
  dog.id = 2;
  dog.label = "dog";
  dog.box = {0.55, 0.35, 0.4, 0.5};
  request.objective.regions = {apple, dog};
  request.seed = 7;
  return request;
}

}  // namespace everyword
