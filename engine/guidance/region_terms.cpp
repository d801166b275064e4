#include "engine/guidance/region_terms.h"

#include <ATen/ATen.h>

#include "engine/api/errors.h"

namespace everyword {

namespace {

std::vector<Region> checkedRegions(const RunRequest &request, std::int64_t phrases) {
  std::vector<Region> regions = request.objective.activeRegions();
  if (static_cast<std::int64_t>(regions.size()) != phrases) {
    throw ShapeError("losses of one step: expected " + std::to_string(regions.size()) +
                     " phrases, one for each active region, got " + std::to_string(phrases));
  }
  return regions;
}

}  // namespace

at::Tensor regionLambdas(const RunRequest &request, const at::Tensor &areaShare) {
  const std::vector<Region> regions = checkedRegions(request, areaShare.size(0));
  at::Tensor lambdas = request.objective.lambda / areaShare.sqrt();
  for (std::size_t i = 0; i < regions.size(); ++i) {
    if (regions[i].lambda) {
      lambdas[static_cast<std::int64_t>(i)] = *regions[i].lambda;
    }
  }
  return lambdas;
}

at::Tensor regionWeights(const RunRequest &request, std::int64_t phrases, const at::Tensor &like) {
  const std::vector<Region> regions = checkedRegions(request, phrases);
  std::vector<double> weights;
  weights.reserve(regions.size());
  for (const Region &region : regions) {
    weights.push_back(region.weight);
  }
  return at::tensor(weights, at::kDouble).to(like.options().requires_grad(false));
}

double distanceShare(const RunRequest &request) {
  return request.objective.asPublished && request.objective.method == Method::Relevance ? 0.5 : 1.0;
}

}  // namespace everyword
