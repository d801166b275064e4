#pragma once

#include <ATen/core/Tensor.h>

#include <string>
#include <vector>

#include "engine/api/run_request.h"

namespace everyword {

/// What one step knows, computed once and shared by every loss. B cutouts, P phrases (active
/// regions in order), D feature width, S CLIP's picture size, g patches a side, L tokens of the
/// prompt with start and end, C chosen words.
struct StepInputs {
  at::Tensor picture;    ///< [1,3,H,W] in [0,1]: the decoded latent
  at::Tensor images;     ///< [B,3,S,S] normalised for CLIP
  at::Tensor features;   ///< [B,D] of `images`, not unit length
  at::Tensor masks;      ///< [B,P,S,S] 0/1
  at::Tensor phrases;    ///< [P,D] unit text features
  at::Tensor areaShare;  ///< [P] area of the region / picture area, float32
  at::Tensor prompt;     ///< [1,D] unit text feature of the global prompt; undefined without one

  // Undefined when no loss of the request needs them.
  at::Tensor relevance;       ///< [B,P,g,g] last-block maps of the phrases (RegionRelevance)
  at::Tensor maskedFeatures;  ///< [B,P,D] of images * mask, outside = mean colour (MaskedFeatures)
  /// [B,L] relevance of the prompt's tokens for each cutout, all blocks, >= 0, not normalised; 0 at
  /// the start and end token (WordRelevance).
  at::Tensor tokenRelevance;
  at::Tensor wordTokens;  ///< [C,L] weight at the tokens of a chosen word: 1 (WordRelevance)
  /// [W,L] the same of the words that neglected ones are compared with; undefined: the chosen ones.
  at::Tensor comparedTokens;
  at::Tensor latentShift;    ///< [N] all leaves of the latent less those of the start (LatentShift)
  at::Tensor identity;       ///< [1,E] unit embedding of the face in the picture (Identity)
  at::Tensor startIdentity;  ///< [1,E] of the start, without graph (Identity)
  at::Tensor startPicture;   ///< [1,3,H,W] decoded start, without graph (StartPicture)
  at::Tensor protectedMask;  ///< [1,1,H,W] in [0,1], share of each pixel (StartPicture)
};

/// One loss at one step: a scalar with graph and, where it has them, a number per phrase.
struct LossValue {
  at::Tensor value;      ///< scalar, weighted
  at::Tensor perPhrase;  ///< undefined, or [P] without graph (overlap)
};

/// What a loss reads of StepInputs beyond what is always there; flags.
enum Needs : unsigned {
  NeedsNothing = 0,
  NeedsRegionRelevance = 1U << 0U,
  NeedsMaskedFeatures = 1U << 1U,
  NeedsWordRelevance = 1U << 2U,
  NeedsLatentShift = 1U << 3U,
  NeedsIdentity = 1U << 4U,
  NeedsStartPicture = 1U << 5U,
};

/// A row of the table in loss_registry.cpp: one term of the objective. The functions keep no state;
/// the request of each step is handed in, so live edits count.
struct LossEntry {
  std::string name;   ///< "region_overlap"; keys charts, JSON, tests
  std::string label;  ///< "Relevance inside the boxes"
  unsigned needs = NeedsNothing;
  bool (*applies)(const RunRequest &request);  ///< does this request use it?
  LossValue (*evaluate)(const StepInputs &inputs, const RunRequest &request);
};

const std::vector<LossEntry> &lossRegistry();

}  // namespace everyword
