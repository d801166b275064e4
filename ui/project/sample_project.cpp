#include "ui/project/sample_project.h"

namespace everyword {

namespace {

Region regionOf(int id, const std::string &label, const Box &box) {
  Region region;
  region.id = id;
  region.label = label;
  region.box = box;
  return region;
}

}  // namespace

const std::vector<Sample> &samples() {
  static const std::vector<Sample> all = {
      {"a red apple and a dog on grass",
       {regionOf(1, "red apple", {0.05, 0.3, 0.4, 0.5}),
        regionOf(2, "dog", {0.55, 0.35, 0.4, 0.5})},
       1},
      {"a red crab and a pink pig",
       {regionOf(1, "red crab", {0.0, 0.25, 0.5, 0.5}),
        regionOf(2, "pink pig", {0.5, 0.25, 0.5, 0.5})},
       1},
      {"a sun, a tree and a house",
       {regionOf(1, "sun", {0.0, 0.0, 0.375, 0.375}), regionOf(2, "tree", {0.0, 0.5, 0.5, 0.5}),
        regionOf(3, "house", {0.5, 0.375, 0.5, 0.5})},
       1},
      {"a pumpkin", {regionOf(1, "pumpkin", {0.125, 0.125, 0.75, 0.75})}, 1},
  };
  return all;
}

RunRequest sampleProject() { return withSample({}); }

RunRequest withSample(RunRequest request, std::size_t which) {
  const Sample &sample = samples().at(which);
  request.objective.prompt = sample.prompt;
  request.objective.regions = sample.regions;
  request.seed = sample.seed;
  return request;
}

}  // namespace everyword
