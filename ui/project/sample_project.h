#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "engine/api/run_request.h"

namespace everyword {

/// What the first start opens: "a red apple and a dog on grass" with a box for each, so that one
/// click makes a picture.
RunRequest sampleProject();

/// Projects to begin with: things that the starter pack draws, in boxes. The first is the sample.
struct Sample {
  std::string prompt;
  std::vector<Region> regions;
  std::uint64_t seed = 1;
};
const std::vector<Sample> &samples();

/// `request` with a sample in place of its prompt, boxes and seed.
RunRequest withSample(RunRequest request, std::size_t which = 0);

}  // namespace everyword
