#include "engine/guidance/losses.h"
#include "engine/guidance/region_terms.h"

namespace everyword {

namespace {

bool usesSimilarity(const RunRequest &request) {
  const bool phrases = request.objective.method != Method::Masked && !request.objective.activeRegions().empty();
  return phrases || !request.objective.prompt.empty();
}

bool usesRegionOverlap(const RunRequest &request) {
  return request.objective.method == Method::Relevance && !request.objective.activeRegions().empty();
}

bool usesSmoothness(const RunRequest &request) { return request.objective.smoothness > 0; }

}  // namespace

const std::vector<LossEntry> &lossRegistry() {
  static const std::vector<LossEntry> entries = {
      {"similarity", "Similarity to the words", usesSimilarity, makeSimilarity},
      {"region_overlap", "Relevance inside the boxes", usesRegionOverlap, makeRegionOverlap},
      {"masked", "Similarity inside the boxes", usesMasked, makeMasked},
      {"smoothness", "Smoothness of the picture", usesSmoothness, makeSmoothness},
  };
  return entries;
}

}  // namespace everyword
