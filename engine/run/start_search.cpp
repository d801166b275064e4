#include "engine/run/start_search.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "engine/augment/cutouts.h"
#include "engine/relevance/image_relevance.h"
#include "engine/run/guided_step.h"
#include "engine/run/preview.h"

namespace everyword {

namespace {

constexpr unsigned kComparesWithStart = NeedsLatentShift | NeedsIdentity | NeedsStartPicture;
constexpr double kWorst = std::numeric_limits<double>::infinity();

/// Seed of a stream of its own for each combination (SplitMix64's mixing).
std::uint64_t mixed(std::initializer_list<std::uint64_t> numbers) {
  std::uint64_t state = 0;
  for (const std::uint64_t number : numbers) {
    state += number + 0x9e3779b97f4a7c15U;
    state = (state ^ (state >> 30U)) * 0xbf58476d1ce4e5b9U;
    state = (state ^ (state >> 27U)) * 0x94d049bb133111ebU;
    state ^= state >> 31U;
  }
  return state;
}

/// What the terms see of `images` [B,3,S,S] with the masks that moved with them.
StepInputs inputsOf(const at::Tensor &images, const at::Tensor &masks, const StepTarget &target,
                    const LoadedModels &models) {
  const ClipModel &clip = *models.clip;
  StepInputs inputs;
  inputs.images = images;
  inputs.masks = masks;
  inputs.phrases = target.phrases;
  inputs.prompt = target.prompt;
  inputs.areaShare = target.areaShare;
  LastBlockTrace lastBlock;
  inputs.features = clip.encodeImage(inputs.images, nullptr, &lastBlock);
  if (target.needs & NeedsRegionRelevance) {
    inputs.relevance = asGrid(lastBlockRelevance(lastBlock, inputs.features, inputs.phrases));
  }
  if (target.needs & NeedsMaskedFeatures) {
    inputs.maskedFeatures = encodeMasked(inputs.images, inputs.masks, clip, {});
  }
  if (target.needs & NeedsWordRelevance) {
    addWordRelevance(inputs, target, clip);
  }
  return inputs;
}

/// Each picture as one cutout that is the picture itself.
StepInputs inputsOf(const at::Tensor &pictures, const StepTarget &target,
                    const LoadedModels &models) {
  const std::int64_t size = models.clip->config().imageSize, phrases = target.masks.size(0);
  const at::Tensor masks = phrases > 0
                               ? at::upsample_nearest2d(target.masks.unsqueeze(0), {size, size})
                                     .expand({pictures.size(0), phrases, size, size})
                               : target.masks.new_zeros({pictures.size(0), 0, size, size});
  StepInputs inputs = inputsOf(clipInput(pictures, *models.clip), masks, target, models);
  inputs.picture = pictures;
  return inputs;
}

at::Tensor part(const at::Tensor &tensor, int dim, std::int64_t index) {
  return tensor.defined() ? tensor.narrow(dim, index, 1) : tensor;
}

StepInputs ofPicture(const StepInputs &all, std::int64_t index) {
  StepInputs one = all;
  for (at::Tensor *tensor : {&one.picture, &one.images, &one.masks, &one.features, &one.relevance,
                             &one.maskedFeatures, &one.tokenRelevance}) {
    *tensor = part(*tensor, 0, index);
  }
  return one;
}

StepInputs ofRegion(const StepInputs &all, std::int64_t index) {
  StepInputs one = all;
  one.phrases = part(all.phrases, 0, index);
  one.areaShare = part(all.areaShare, 0, index);
  for (at::Tensor *tensor : {&one.masks, &one.relevance, &one.maskedFeatures}) {
    *tensor = part(*tensor, 1, index);
  }
  one.prompt = at::Tensor();
  return one;
}

/// What is no number comes last.
double ordered(double loss) { return std::isfinite(loss) ? loss : kWorst; }

/// The request as if there were this region alone: no prompt, no words, nothing of the picture as a
/// whole.
RunRequest requestOf(RunRequest request, const Region &region) {
  request.objective.regions = {region};
  request.objective.prompt.clear();
  request.objective.words.clear();
  request.objective.smoothness = 0;
  return request;
}

at::Tensor sumOfTerms(const StepTarget &target, const StepInputs &inputs,
                      const RunRequest &request) {
  at::Tensor sum = at::zeros({}, inputs.features.options());
  for (const LossEntry *term : target.terms) {
    if ((term->needs & kComparesWithStart) == 0 && term->applies(request)) {
      sum = sum + term->evaluate(inputs, request).value;
    }
  }
  return sum;
}

/// The loss of a picture [1,3,H,W] as a step sees it, by a few cutouts; for all pictures the same.
double lossByCutouts(const at::Tensor &picture, const StepTarget &target,
                     const LoadedModels &models) {
  constexpr int kFew = 4;
  CutoutSettings settings = target.request.cutouts;
  settings.count = kFew;
  Rng rng(target.request.seed);
  const Cutouts cutouts =
      makeCutouts(picture, target.masks, settings, models.clip->config().imageSize,
                  target.request.objective.asPublished, rng);
  StepInputs inputs = inputsOf(normaliseForClip(cutouts.images), cutouts.masks, target, models);
  inputs.picture = picture;
  return ordered(sumOfTerms(target, inputs, target.request).item<double>());
}

/// One search; a number for each start says all of it.
class Search {
 public:
  Search(const std::vector<at::Tensor> &ground, const StepTarget &target,
         const std::vector<int> &only, const LoadedModels &models, const LatentSpace &space)
      : ground_(ground), target_(target), models_(models), space_(space), places_(isWithPlaces()) {
    for (std::size_t i = 0; i < target.regions.size(); ++i) {
      const Region &region = target.regions[i];
      if (only.empty() || std::find(only.begin(), only.end(), region.id) != only.end()) {
        searched_.push_back(i);
        boxes_.push_back(region);
      }
    }
    if (target.regions.empty()) {
      boxes_.emplace_back().box = {0, 0, 1, 1};
    }
    for (const Region &box : boxes_) {
      cells_.push_back(places_ ? space.cellsOf(box.box, ground) : at::Tensor());
    }
    best_.resize(boxes_.size(), -1);
  }

  std::vector<at::Tensor> start(int number) const {
    if (!places_) {
      Rng rng(stream(number, {}));
      return space_.tried(target_.request.start, rng);
    }
    std::vector<at::Tensor> latent = ground_;
    for (std::size_t box = 0; box < boxes_.size(); ++box) {
      fill(latent, box, number);
    }
    return latent;
  }

  at::Tensor decode(int first, int count) const {
    std::vector<std::vector<at::Tensor>> leaves;
    for (int i = 0; i < count; ++i) {
      const std::vector<at::Tensor> latent = start(first + i);
      leaves.resize(latent.size());
      for (std::size_t leaf = 0; leaf < latent.size(); ++leaf) {
        leaves[leaf].push_back(latent[leaf]);
      }
    }
    std::vector<at::Tensor> batch;
    for (const std::vector<at::Tensor> &leaf : leaves) {
      batch.push_back(at::cat(leaf));
    }
    return space_.decodeTried(batch);
  }

  void take(int first, const PictureLosses &losses) {
    for (std::size_t i = 0; i < losses.whole.size(); ++i) {
      whole_.emplace_back(losses.whole[i], first + static_cast<int>(i));
    }
    const auto kept = std::min(
        whole_.size(), static_cast<std::size_t>(std::max(1, target_.request.start.searchKept)));
    std::partial_sort(whole_.begin(), whole_.begin() + std::ptrdiff_t(kept), whole_.end());
    whole_.resize(kept);
    for (std::size_t box = 0; places_ && box < boxes_.size(); ++box) {
      chooseFor(box, first, losses);
    }
  }

  std::vector<at::Tensor> together() const {
    if (!places_) {
      std::vector<std::vector<at::Tensor>> best;
      std::vector<double> losses;
      for (const auto &[loss, number] : whole_) {
        best.push_back(start(number));
        losses.push_back(loss);
      }
      return space_.fromBest(best, losses);
    }
    std::vector<at::Tensor> latent = ground_;
    for (std::size_t box = 0; box < boxes_.size(); ++box) {
      if (best_[box] >= 0) {
        fill(latent, box, best_[box]);
      }
    }
    return latent;
  }

 private:
  /// Beside neighbours drawn at random luck has a say. So the few of the batch that look best in a
  /// box are seen beside what is best in the others, and the best of them and of those before
  /// stays.
  void chooseFor(std::size_t box, int first, const PictureLosses &losses) {
    constexpr std::size_t kFew = 2;
    std::vector<Scored> batch;
    for (std::size_t i = 0; i < losses.whole.size(); ++i) {
      batch.emplace_back(searched_.empty() ? losses.whole[i] : losses.regions[i][searched_[box]],
                         first + static_cast<int>(i));
    }
    std::sort(batch.begin(), batch.end());
    batch.resize(std::min(kFew, batch.size()));
    if (best_[box] >= 0) {
      batch.insert(batch.begin(), {0, best_[box]});
    }
    Scored chosen{kWorst, batch.front().second};
    for (const Scored &one : batch) {
      best_[box] = one.second;
      chosen = std::min(chosen,
                        {lossByCutouts(space_.decode(together()), target_, models_), one.second});
    }
    best_[box] = chosen.second;
  }

  bool isWithPlaces() const { return space_.cellsOf({0, 0, 1, 1}, ground_).defined(); }

  std::uint64_t stream(int number, const Region &region) const {
    return mixed({target_.request.seed, std::uint64_t(number), std::uint64_t(region.id),
                  std::uint64_t(region.attempt)});
  }

  void fill(std::vector<at::Tensor> &latent, std::size_t box, int number) const {
    Rng rng(stream(number, boxes_[box]));
    space_.fill(latent, cells_[box], rng);
  }

  using Scored = std::pair<double, int>;  ///< loss, number of the start

  const std::vector<at::Tensor> &ground_;
  const StepTarget &target_;
  const LoadedModels &models_;
  const LatentSpace &space_;
  const bool places_;
  std::vector<std::size_t> searched_;  ///< places of the searched regions among the target's
  std::vector<Region> boxes_;          ///< they, or the whole picture
  std::vector<at::Tensor> cells_;      ///< of the boxes
  std::vector<int> best_;              ///< of each box: number of the start, -1: none yet
  std::vector<Scored> whole_;          ///< the best whole starts
};

/// Pictures that are decoded at once: as many as fill a picture of 512 x 512. It depends on the
/// request alone, as the last bits depend on it.
int batchOf(const at::Tensor &masks) {
  constexpr std::int64_t kPixels = 512 * 512, kMost = 16;
  return static_cast<int>(
      std::clamp(kPixels / (masks.size(-1) * masks.size(-2)), std::int64_t{1}, kMost));
}

}  // namespace

PictureLosses pictureLosses(const at::Tensor &pictures, const StepTarget &target,
                            const LoadedModels &models) {
  const at::NoGradGuard noGraph;
  const StepInputs all = inputsOf(pictures, target, models);
  std::vector<RunRequest> alone;
  for (const Region &region : target.regions) {
    alone.push_back(requestOf(target.request, region));
  }
  std::vector<at::Tensor> sums;
  for (std::int64_t i = 0; i < pictures.size(0); ++i) {
    const StepInputs one = ofPicture(all, i);
    sums.push_back(sumOfTerms(target, one, target.request));
    for (std::size_t region = 0; region < alone.size(); ++region) {
      sums.push_back(
          sumOfTerms(target, ofRegion(one, static_cast<std::int64_t>(region)), alone[region]));
    }
  }
  const at::Tensor numbers = at::stack(sums).to(at::kDouble).to(at::kCPU);
  const double *next = numbers.const_data_ptr<double>();
  PictureLosses losses;
  for (std::int64_t i = 0; i < pictures.size(0); ++i) {
    losses.whole.push_back(ordered(*next++));
    losses.regions.emplace_back();
    for (std::size_t region = 0; region < alone.size(); ++region) {
      losses.regions.back().push_back(ordered(*next++));
    }
  }
  return losses;
}

SearchResult searchStart(const std::vector<at::Tensor> &ground, const StepTarget &target,
                         const std::vector<int> &only, const LoadedModels &models,
                         const LatentSpace &space, const SearchProgress &goOn) {
  const at::NoGradGuard noGraph;
  const int asked = target.request.start.searchStarts, batch = batchOf(target.masks);
  Search search(ground, target, only, models, space);
  SearchResult result;
  while (result.tried < asked) {
    const int count = std::min(batch, asked - result.tried);
    search.take(result.tried, pictureLosses(search.decode(result.tried, count), target, models));
    result.tried += count;
    result.latent = search.together();
    if (goOn && !goOn(result.tried, asked, result.latent)) {
      break;
    }
  }
  return result;
}

}  // namespace everyword
