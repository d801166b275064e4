#include "engine/evaluate/speed_layouts.h"

namespace everyword {

RunRequest publishedLayout() {
  RunRequest request;
  request.start.width = 300;
  request.start.height = 256;
  request.cutouts.count = 32;
  request.objective.phrasePrefix = "a photo of";
  request.objective.regions = {
      {1, "a road", {0, 200.0 / 256, 1, 56.0 / 256}, 1.0, {}, true},
      {2, "houses", {100.0 / 300, 50.0 / 256, 180.0 / 300, 70.0 / 256}, 1.0, {}, true}};
  return request;
}

RunRequest publishedEdit() {
  RunRequest request;
  request.mode = "edit";
  request.objective.prompt = kExplainedPrompt;
  request.objective.words = {"purple", "hair"};
  request.objective.latentDistance = 0.008;
  request.objective.identity = 0.005;
  request.cutouts = {CutoutKind::Geometric, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0};
  return request;
}

RunRequest twoBoxes(const Engine &engine, const ModelSet &models) {
  RunRequest request;
  request.models = models;
  request.objective.prompt = "a red apple and a dog on grass";
  request.objective.regions = {{1, "red apple", {0.05, 0.3, 0.4, 0.5}, 1.0, {}, true},
                               {2, "dog", {0.55, 0.35, 0.4, 0.5}, 1.0, {}, true}};
  return engine.recommended(request);
}

RunRequest withBoxes(RunRequest request, int count) {
  static const char *kThings[] = {"apple", "dog", "cup", "horse", "flower", "boat", "tree", "car"};
  request.objective.regions.clear();
  if (count == 0 && request.objective.prompt.empty()) {
    request.objective.prompt = "a red apple and a dog on grass";
  }
  const int columns = count > 2 ? 3 : 2, rows = (count + columns - 1) / columns;
  for (int i = 0; i < count; ++i) {
    const Box box = {(i % columns + 0.1) / columns, (i / columns + 0.1) / rows, 0.8 / columns,
                     0.8 / rows};
    request.objective.regions.push_back({i + 1, kThings[i % 8], box, 1.0, {}, true});
  }
  return request;
}

std::vector<SpeedSweep> speedSweeps(const RunRequest &base) {
  SpeedSweep cutouts{"cutouts", {}}, pixels{"pixels", {}}, regions{"regions", {}};
  for (const int count : {1, 2, 4, 8, 16, 32}) {
    RunRequest request = base;
    request.cutouts.count = count;
    cutouts.points.emplace_back(count, request);
  }
  for (const int side : {64, 128, 192, 256, 320, 384}) {
    RunRequest request = base;
    request.start.width = request.start.height = side;
    pixels.points.emplace_back(double(side) * side, request);
  }
  for (const int count : {0, 1, 2, 4, 6, 8}) {
    regions.points.emplace_back(count, withBoxes(base, count));
  }
  return {cutouts, pixels, regions};
}

}  // namespace everyword
