#pragma once

#include <ATen/ATen.h>

#include "engine/guidance/region_masks.h"
#include "engine/run/guided_step.h"
#include "tests/engine/vqgan/tiny_vqgan.h"
#include "tests/support/tiny_clip.h"

/// A guided step of the smallest models: two regions, three cutouts, random phrases.
namespace everyword::testing {

constexpr int kCells = 8;

inline LoadedModels tinyModels() {
  static const LoadedModels models = [] {
    LoadedModels made;
    made.clip = ClipModel::load(TensorTable::fromTensors(tinyClipWeights()));
    made.byRole["vqgan"] = VqganModel::load(TinyVqgan().table(), tinyConfig());
    return made;
  }();
  return models;
}

inline StepTarget tinyTarget(bool asPublished = false) {
  const LoadedModels models = tinyModels();
  const int side = kCells * static_cast<int>(models.get<VqganModel>("vqgan").config().factor());
  StepTarget target;
  target.request.objective.prompt = "anything";
  target.request.cutouts.count = 3;
  target.request.objective.asPublished = asPublished;
  target.request.objective.regions = {{1, "left", {0, 0.2, 0.5, 0.6}, 1.0, {}, true},
                                      {2, "right", {0.5, 0.2, 0.5, 0.6}, 1.0, {}, true}};
  target.regions = target.request.objective.regions;
  target.masks = masksOf(target.regions, side, side);
  target.areaShare = areaSharesOf(target.regions);
  at::manual_seed(3);
  target.phrases = l2Normalize(at::randn({2, models.clip->config().embedDim}));
  target.prompt = l2Normalize(at::randn({1, models.clip->config().embedDim}));
  chooseTerms(target);
  return target;
}

inline const LatentSpace &space() {
  static const auto instance = makeLatentSpace("vqgan_codes", tinyModels());
  return *instance;
}

inline std::vector<at::Tensor> startLatent() {
  at::manual_seed(4);
  const std::int64_t width = tinyModels().get<VqganModel>("vqgan").config().embedDim;
  return {at::rand({1, width, kCells, kCells}) * 2};
}

}  // namespace everyword::testing
