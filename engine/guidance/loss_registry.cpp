#include "engine/guidance/losses.h"

namespace everyword {

const std::vector<LossEntry> &lossRegistry() {
  static const std::vector<LossEntry> entries = {
      {"similarity", "Similarity to the words", NeedsNothing, appliesSimilarity, similarity},
      {"region_overlap", "Relevance inside the boxes", NeedsRegionRelevance, appliesRegionOverlap,
       regionOverlap},
      {"masked", "Similarity inside the boxes", NeedsMaskedFeatures, appliesMasked, masked},
      {"word_relevance", "Every word counts", NeedsWordRelevance, appliesWordRelevance,
       wordRelevance},
      {"latent_distance", "Kept to the start", NeedsLatentShift, appliesLatentDistance,
       latentDistance},
      {"identity", "Kept identity", NeedsIdentity, appliesIdentity, identity},
      {"protected_area", "Kept where it is protected", NeedsStartPicture, appliesProtectedArea,
       protectedArea},
      {"smoothness", "Smoothness of the picture", NeedsNothing, appliesSmoothness, smoothness},
  };
  return entries;
}

}  // namespace everyword
