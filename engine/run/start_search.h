#pragma once

#include <ATen/core/Tensor.h>

#include <functional>
#include <optional>
#include <vector>

#include "engine/latents/latent_space.h"
#include "engine/run/step_target.h"

namespace everyword {

/// How far a search is, and the latent that it would end with now. Returns whether it goes on.
using SearchProgress = std::function<bool(int tried, int of, const std::vector<at::Tensor> &best)>;

struct SearchResult {
  std::vector<at::Tensor> latent;  ///< the best of each region together, or of the whole
  int tried = 0;                   ///< starts; fewer than were asked for when it was stopped
};

/// A start by search: FuseDream's initialisation (Liu et al. 2021, section 3.2), carried over to
/// regions. At an empty box no gradient knows what to ask for; so StartPoint::searchStarts starts
/// are drawn, decoded and scored in batches, without gradients, by the losses of `target` that do
/// not compare with the start. In a latent with places each region's cells are filled on their own;
/// the best few of a batch by the losses of that region alone are tried on the `ground` beside what
/// is best in the other regions, and the best by all losses on a few cutouts stays. Elsewhere the
/// best of the whole counts (LatentSpace::fromBest).
///
/// `only`: ids of the regions that are searched; empty: all. Without regions the whole picture is
/// one. Draws from streams of the request's seed, the start's number, the region and its attempt,
/// so the same request finds the same latent, and a region's next attempt draws others. `goOn` is
/// asked after each batch. fp32; no graph.
SearchResult searchStart(const std::vector<at::Tensor> &ground, const StepTarget &target,
                         const std::vector<int> &only, const LoadedModels &models,
                         const LatentSpace &space, const SearchProgress &goOn);

/// The losses of several pictures, the less the better. B pictures, P active regions.
struct PictureLosses {
  std::vector<double> whole;                 ///< [B] all terms
  std::vector<std::vector<double>> regions;  ///< [B][P] the terms of one region alone
};

/// Of `pictures` [B,3,H,W] in [0,1], as they are, by the terms of `target` that do not compare with
/// the start.
PictureLosses pictureLosses(const at::Tensor &pictures, const StepTarget &target,
                            const LoadedModels &models);

}  // namespace everyword
