#include "engine/guidance/losses.h"
#include "engine/guidance/region_terms.h"

namespace everyword {

namespace {

bool usesSimilarity(const RunRequest &request) {
  const bool phrases = request.method != Method::Masked && !request.activeRegions().empty();
  return phrases || !request.prompt.empty();
}

bool usesRegionOverlap(const RunRequest &request) {
  return request.method == Method::Relevance && !request.activeRegions().empty();
}

bool usesSmoothness(const RunRequest &request) { return request.smoothness > 0; }

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
