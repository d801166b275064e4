#include "engine/run/guided_step.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>

#include <cmath>

#include "engine/augment/cutouts.h"
#include "engine/core/precision.h"
#include "engine/relevance/image_relevance.h"
#include "engine/relevance/text_relevance.h"

namespace everyword {

namespace {

/// Features of the cutouts with all but one region covered, [B,P,D]. Covering after normalisation
/// makes the outside the mean colour.
at::Tensor encodeMasked(const at::Tensor &images, const at::Tensor &masks, const ClipModel &clip,
                        const ForwardOptions &options) {
  const std::int64_t cutouts = images.size(0);
  const std::int64_t phrases = masks.size(1);
  const at::Tensor covered = images.unsqueeze(1) * masks.unsqueeze(2);  // [B,P,3,S,S]
  return clip.encodeImage(covered.flatten(0, 1), nullptr, nullptr, options)
      .view({cutouts, phrases, -1});
}

/// One step; each function is a phase.
class Step {
 public:
  Step(const StepTarget &target, const LoadedModels &models, const LatentSpace &space, Rng &rng)
      : target_(target), models_(models), space_(space), rng_(rng) {}

  at::Tensor decode(const std::vector<at::Tensor> &leaves) const {
    const ReducedPrecision precision(generatorPrecision(target_.plan.precision), models_.device);
    return space_.decode(leaves, {target_.plan.checkpointDecode});
  }

  void cut(const at::Tensor &picture) {
    const RunRequest &request = target_.request;
    const Cutouts cutouts =
        makeCutouts(picture, target_.masks, request.cutouts, models_.clip->config().imageSize,
                    request.objective.asPublished, rng_);
    inputs_.picture = picture;
    inputs_.images = normaliseForClip(cutouts.images);
    inputs_.masks = cutouts.masks;
    inputs_.phrases = target_.phrases;
    inputs_.prompt = target_.prompt;
    inputs_.areaShare = target_.areaShare;
  }

  /// One encoding of each cutout serves every phrase and every relevance map.
  void encode() {
    const ReducedPrecision precision(encoderPrecision(target_.plan.precision), models_.device);
    const ForwardOptions options{target_.plan.checkpointEncode};
    const ClipModel &clip = *models_.clip;
    inputs_.features = clip.encodeImage(
        inputs_.images, nullptr, needs(NeedsRegionRelevance) ? &lastBlock_ : nullptr, options);
    if (needs(NeedsMaskedFeatures)) {
      inputs_.maskedFeatures = encodeMasked(inputs_.images, inputs_.masks, clip, options);
    }
  }

  /// What keeps the picture near its start.
  void compareWithStart(const std::vector<at::Tensor> &leaves) {
    if (needs(NeedsLatentShift)) {
      std::vector<at::Tensor> shifts;
      for (std::size_t i = 0; i < leaves.size(); ++i) {
        shifts.push_back((leaves[i] - target_.start.latent.at(i)).flatten());
      }
      inputs_.latentShift = at::cat(shifts);
    }
    if (needs(NeedsIdentity)) {
      const ReducedPrecision precision(encoderPrecision(target_.plan.precision), models_.device);
      inputs_.identity = identityOf(inputs_.picture, models_);
      inputs_.startIdentity = target_.start.identity;
    }
    if (needs(NeedsStartPicture)) {
      inputs_.startPicture = target_.start.picture;
      inputs_.protectedMask = target_.protectedMask;
    }
  }

  void relevance() {
    if (needs(NeedsRegionRelevance)) {
      inputs_.relevance = asGrid(lastBlockRelevance(lastBlock_, inputs_.features, inputs_.phrases));
    }
    if (needs(NeedsWordRelevance)) {
      inputs_.tokenRelevance =
          textRelevance(*target_.words->text, inputs_.features, models_.clip->logitScale());
      inputs_.wordTokens = target_.words->tokens;
    }
  }

  const StepInputs &inputs() const { return inputs_; }

 private:
  bool needs(Needs what) const { return (target_.needs & what) != 0; }

  const StepTarget &target_;
  const LoadedModels &models_;
  const LatentSpace &space_;
  Rng &rng_;
  LastBlockTrace lastBlock_;
  StepInputs inputs_;
};

/// The terms of the objective and what is reported of them, all on the device: one copy to the CPU,
/// at the end of the step, fetches every number.
class LossSum {
 public:
  LossSum(const StepTarget &target, const StepInputs &inputs) : target_(target) {
    for (const LossEntry *term : target.terms) {
      const LossValue loss = term->evaluate(inputs, target.request);
      total_ = total_.defined() ? total_ + loss.value : loss.value;
      numbers_.push_back(loss.value.detach().reshape({1}));
      if (loss.perPhrase.defined()) {
        overlaps_ = loss.perPhrase;
      }
    }
    const at::Tensor similarities =
        at::matmul(l2Normalize(inputs.features.detach()), inputs.phrases.t()).mean(0);
    const at::Tensor overlaps = overlaps_.defined() ? overlaps_ : at::zeros_like(similarities);
    numbers_.insert(numbers_.end(), {total_.detach().reshape({1}), overlaps, similarities});
  }

  const at::Tensor &total() const { return total_; }

  void report(StepResult &result) {
    for (const at::Tensor &gradient : result.gradients) {
      numbers_.push_back(gradient.isfinite().all().reshape({1}));
    }
    std::vector<at::Tensor> doubles;
    doubles.reserve(numbers_.size());
    for (const at::Tensor &number : numbers_) {
      doubles.push_back(number.to(at::kDouble));
    }
    const at::Tensor all = at::cat(doubles).to(at::kCPU);
    const double *next = all.const_data_ptr<double>();
    for (const LossEntry *term : target_.terms) {
      result.terms.push_back({term->name, term->label, *next++});
    }
    result.terms.push_back({"total", "Total", *next++});
    const std::size_t regions = target_.regions.size();
    for (std::size_t i = 0; i < regions; ++i) {
      const Region &region = target_.regions[i];
      const auto overlap = overlaps_.defined() ? std::optional(next[i]) : std::nullopt;
      result.regions.push_back({region.id, region.label, overlap, {}, next[regions + i]});
    }
    result.finite = std::isfinite(result.terms.back().value);
    for (std::size_t i = 0; i < result.gradients.size(); ++i) {
      result.finite = result.finite && next[2 * regions + i] != 0;
    }
  }

 private:
  const StepTarget &target_;
  at::Tensor total_, overlaps_;
  std::vector<at::Tensor> numbers_;
};

}  // namespace

std::optional<StepResult> guidedStep(const std::vector<at::Tensor> &latent,
                                     const StepTarget &target, const LoadedModels &models,
                                     const LatentSpace &space, Rng &rng,
                                     const PhaseDone &phaseDone) {
  const auto goOn = [&](const char *phase) { return !phaseDone || phaseDone(phase); };
  std::vector<at::Tensor> leaves;
  leaves.reserve(latent.size());
  for (const at::Tensor &leaf : latent) {
    leaves.push_back(leaf.detach().requires_grad_());
  }
  Step step(target, models, space, rng);
  const at::Tensor decoded = step.decode(leaves);
  if (!goOn("decode")) {
    return std::nullopt;
  }
  const at::Tensor picture = decoded.detach().requires_grad_();
  step.cut(picture);
  if (!goOn("cutouts")) {
    return std::nullopt;
  }
  step.encode();
  step.compareWithStart(leaves);
  if (!goOn("encode")) {
    return std::nullopt;
  }
  step.relevance();
  if (!goOn("relevance")) {
    return std::nullopt;
  }
  LossSum losses(target, step.inputs());
  if (!goOn("losses")) {
    return std::nullopt;
  }
  // The leaves themselves are asked for only where a term looks at them.
  std::vector<at::Tensor> direct(leaves.size());
  at::Tensor atPicture;
  if (target.needs & NeedsLatentShift) {
    std::vector<at::Tensor> inputs = leaves;
    inputs.push_back(picture);
    direct = torch::autograd::grad({losses.total()}, inputs);
    atPicture = direct.back();
    direct.pop_back();
  } else {
    atPicture = torch::autograd::grad({losses.total()}, {picture})[0];
  }
  if (!goOn("backward through CLIP")) {
    return std::nullopt;
  }
  StepResult result;
  result.gradients = torch::autograd::grad({decoded}, leaves, {atPicture});
  for (std::size_t i = 0; i < leaves.size(); ++i) {
    result.gradients[i] =
        direct[i].defined() ? result.gradients[i] + direct[i] : result.gradients[i];
  }
  if (!goOn("backward through the generator")) {
    return std::nullopt;
  }
  result.picture = decoded.detach();
  losses.report(result);
  return result;
}

}  // namespace everyword
