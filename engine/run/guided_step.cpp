#include "engine/run/guided_step.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>

#include <cmath>

#include "engine/api/errors.h"
#include "engine/core/precision.h"
#include "engine/models/vqgan/vqgan_model.h"
#include "engine/relevance/image_relevance.h"
#include "engine/run/region_masks.h"

namespace everyword {

namespace {

/// Features of the copies with all but one box covered, [B,P,D]. Covering after normalisation makes
/// the outside the mean colour.
at::Tensor encodeMasked(const at::Tensor &images, const at::Tensor &masks, const ClipModel &clip,
                        const ForwardOptions &options) {
  const std::int64_t copies = images.size(0);
  const std::int64_t phrases = masks.size(1);
  const at::Tensor covered = images.unsqueeze(1) * masks.unsqueeze(2);  // [B,P,3,S,S]
  return clip.encodeImage(covered.flatten(0, 1), nullptr, nullptr, options)
      .view({copies, phrases, -1});
}

/// As published, the boxes are drawn on the canvas that was asked for and resized (nearest) to the
/// rounded one.
at::Tensor targetMasks(const RunRequest &request, const std::vector<Region> &regions, int width,
                       int height) {
  if (!request.objective.asPublished || regions.empty()) {
    return masksOf(regions, width, height);
  }
  const at::Tensor canvas = masksOf(regions, request.start.width, request.start.height);
  return at::upsample_nearest2d(canvas.unsqueeze(0), {height, width}).squeeze(0).round();
}

void report(const PhaseDone &phaseDone, const char *phase) {
  if (phaseDone) {
    phaseDone(phase);
  }
}

at::Tensor decode(const at::Tensor &latent, const StepPlan &plan, const LoadedModels &models) {
  const ReducedPrecision precision(plan.precision, models.device);
  return models.get<VqganModel>("vqgan").synth(latent, {plan.checkpointDecode});
}

/// One encoding of each copy serves every phrase and every relevance map.
void encode(const StepTarget &target, const ClipModel &clip, LastBlockTrace *lastBlock,
            StepInputs &inputs) {
  const ReducedPrecision precision(target.plan.precision, inputs.images.device());
  const ForwardOptions options{target.plan.checkpointEncode};
  inputs.features = clip.encodeImage(inputs.images, nullptr, lastBlock, options);
  if (target.needsMaskedFeatures) {
    inputs.maskedFeatures = encodeMasked(inputs.images, inputs.masks, clip, options);
  }
}

StepInputs makeInputs(const at::Tensor &picture, const StepTarget &target,
                      const LoadedModels &models, Rng &rng, const PhaseDone &phaseDone) {
  const ClipModel &clip = *models.clip;
  const Cutouts cutouts = makeCutouts(picture, target.masks,
                                      cutoutOptions(target.request, clip.config().imageSize), rng);
  StepInputs inputs;
  inputs.picture = picture;
  inputs.images = normaliseForClip(cutouts.images);
  inputs.masks = cutouts.masks;
  inputs.phrases = target.phrases;
  inputs.prompt = target.prompt;
  inputs.areaShare = target.areaShare;
  report(phaseDone, "copies");
  LastBlockTrace lastBlock;
  encode(target, clip, target.needsRelevance ? &lastBlock : nullptr, inputs);
  report(phaseDone, "encode");
  if (target.needsRelevance) {
    inputs.relevance = asGrid(lastBlockRelevance(lastBlock, inputs.features, inputs.phrases));
  }
  report(phaseDone, "relevance");
  return inputs;
}

/// The terms of the objective and what is told of them, all on the device: one copy to the CPU, at
/// the end of the step, fetches every number.
class LossSum {
 public:
  LossSum(const StepTarget &target, const StepInputs &inputs) : target_(target) {
    for (const StepTarget::Term &term : target.terms) {
      const LossValue loss = term.loss->evaluate(inputs, target.request);
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
    numbers_.push_back(result.gradient.isfinite().all().reshape({1}));
    std::vector<at::Tensor> doubles;
    for (const at::Tensor &number : numbers_) {
      doubles.push_back(number.to(at::kDouble));
    }
    const at::Tensor all = at::cat(doubles).to(at::kCPU);
    const double *next = all.const_data_ptr<double>();
    for (const StepTarget::Term &term : target_.terms) {
      result.terms.push_back({term.name, term.label, *next++});
    }
    result.terms.push_back({"total", "Total", *next++});
    const std::size_t regions = target_.regions.size();
    for (std::size_t i = 0; i < regions; ++i) {
      result.regions.push_back(
          {target_.regions[i].id, target_.regions[i].label, next[i], next[regions + i]});
    }
    result.finite = std::isfinite(result.terms.back().value) && next[2 * regions] != 0;
  }

 private:
  const StepTarget &target_;
  at::Tensor total_, overlaps_;
  std::vector<at::Tensor> numbers_;
};

}  // namespace

std::int64_t encodingsOf(const StepTarget &target) {
  const auto phrases = static_cast<std::int64_t>(target.regions.size());
  return target.request.cutouts.count * (1 + (target.needsMaskedFeatures ? phrases : 0));
}

std::string phraseOf(const RunRequest &request, const Region &region) {
  return request.objective.phrasePrefix.empty() ? region.label : request.objective.phrasePrefix + " " + region.label;
}

CutoutOptions cutoutOptions(const RunRequest &request, std::int64_t clipSize) {
  CutoutOptions options;
  options.copies = request.cutouts.count;
  options.size = clipSize;
  options.affineProbability = request.cutouts.affineProbability;
  options.rotation = request.cutouts.rotation;
  options.translation = request.cutouts.translation;
  options.perspectiveProbability = request.cutouts.perspectiveProbability;
  options.perspective = request.cutouts.perspective;
  options.colourProbability = request.cutouts.colourProbability;
  options.colour = request.cutouts.colour;
  options.erasingProbability = request.cutouts.erasingProbability;
  options.noise = request.cutouts.noise;
  options.asPublished = request.objective.asPublished;
  return options;
}

StepTarget makeStepTarget(const RunRequest &request, TextFeatures &texts,
                          const LoadedModels &models, int width, int height) {
  StepTarget target;
  target.request = request;
  target.regions = request.objective.activeRegions();
  target.masks = targetMasks(request, target.regions, width, height).to(models.device);
  target.areaShare = areaSharesOf(target.regions).to(models.device);
  std::vector<std::string> phrases;
  for (const Region &region : target.regions) {
    phrases.push_back(phraseOf(request, region));
  }
  target.phrases = texts.ofAll(phrases);
  if (!request.objective.prompt.empty()) {
    target.prompt = texts.of(request.objective.prompt);
  }
  for (const LossEntry &entry : lossRegistry()) {
    if (entry.appliesTo(request)) {
      target.terms.push_back({entry.name, entry.label, entry.make()});
      target.needsRelevance |= target.terms.back().loss->needsRelevance();
      target.needsMaskedFeatures |= target.terms.back().loss->needsMaskedFeatures();
    }
  }
  if (target.terms.empty()) {
    throw InputError("no loss applies to this request", "choose another method, or draw a box");
  }
  target.plan =
      planStep(models, encodingsOf(target), width, height, memoryForStep(request, models.device));
  return target;
}

StepResult guidedStep(const at::Tensor &latent, const StepTarget &target,
                      const LoadedModels &models, Rng &rng, const PhaseDone &phaseDone) {
  const at::Tensor start = latent.detach().requires_grad_();
  const at::Tensor picture = decode(start, target.plan, models);
  if (phaseDone) {
    // The gradient's arrival at the picture divides the backward pass.
    picture.register_hook([&](const at::Tensor &) { phaseDone("backward through CLIP"); });
  }
  report(phaseDone, "decode");
  const StepInputs inputs = makeInputs(picture, target, models, rng, phaseDone);
  LossSum losses(target, inputs);
  report(phaseDone, "losses");

  StepResult result;
  result.gradient = torch::autograd::grad({losses.total()}, {start})[0];
  report(phaseDone, "backward through the generator");
  result.picture = picture.detach();
  losses.report(result);
  return result;
}

}  // namespace everyword
