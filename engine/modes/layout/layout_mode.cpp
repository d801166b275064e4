#include "engine/modes/layout/layout_mode.h"

#include "engine/api/errors.h"
#include "engine/modes/layout/box_scores.h"

namespace everyword::layout {

void check(const RunRequest &request) {
  const Method method = request.objective.method;
  const bool looksIntoBoxes = method == Method::Masked || method == Method::SimilarityMasked;
  if (looksIntoBoxes && request.objective.activeRegions().empty()) {
    throw InputError("the method '" + toString(method) + "' needs at least one box");
  }
}

void preset(RunRequest & /*request*/) {}

std::vector<RegionResult> scoreRegions(const RunRequest &request, const FinalPicture &picture) {
  const std::vector<Region> regions = request.objective.activeRegions();
  std::vector<RegionResult> results;
  for (std::size_t i = 0; i < regions.size(); ++i) {
    const Region &region = regions[i];
    const Frame &frame = picture.frame;
    const BoxScores scores = scoreMap(frame.maps.at(i), region.box, frame.width, frame.height);
    RegionResult result{region.id,
                        region.label,
                        region.box,
                        scores.f1,
                        scores.precision,
                        scores.recall,
                        {},
                        {},
                        picture.similarities.at(i)};
    for (const RegionScore &last : picture.lastScores) {
      if (last.regionId == region.id) {
        result.overlap = last.overlap;
      }
    }
    results.push_back(std::move(result));
  }
  return results;
}

}  // namespace everyword::layout
