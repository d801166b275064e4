#pragma once

#include <optional>
#include <vector>

#include "engine/api/run_events.h"

namespace everyword {

/// From this overlap on a box holds the attention: half of box and map in common is what people
/// call "it is there". Under `kAttentionElsewhere` the map is elsewhere.
constexpr double kHoldsAttention = 0.5, kAttentionElsewhere = 0.25;

/// A box is true when it holds the attention and shows what its label says; both measured.
inline bool isTrue(const RegionScore &score) {
  return score.overlap && *score.overlap >= kHoldsAttention && score.looksLike &&
         score.looksLike->own;
}

/// Share of the boxes that look like their own phrase, [0, 1]; unset where none was looked at.
inline std::optional<double> identityOf(const std::vector<RegionResult> &regions) {
  double looked = 0, own = 0;
  for (const RegionResult &region : regions) {
    looked += region.looksLike ? 1 : 0;
    own += region.looksLike && region.looksLike->own ? 1 : 0;
  }
  return looked > 0 ? std::optional(own / looked) : std::nullopt;
}

}  // namespace everyword
