#include "engine/run/guided_step.h"

#include <ATen/ATen.h>

#include "engine/api/errors.h"
#include "engine/relevance/image_relevance.h"
#include "engine/run/region_masks.h"

namespace everyword {

namespace {

/// Features of the copies with all but one box covered, [B,P,D]. Covering after normalisation makes
/// the outside the mean colour.
at::Tensor encodeMasked(const at::Tensor &images, const at::Tensor &masks, const ClipModel &clip) {
  const std::int64_t copies = images.size(0);
  const std::int64_t phrases = masks.size(1);
  const at::Tensor covered = images.unsqueeze(1) * masks.unsqueeze(2);  // [B,P,3,S,S]
  return clip.encodeImage(covered.flatten(0, 1)).view({copies, phrases, -1});
}

/// As published, the boxes are drawn on the canvas that was asked for and resized (nearest) to the
/// rounded one.
at::Tensor targetMasks(const RunRequest &request, const std::vector<Region> &regions, int width,
                       int height) {
  if (!request.asPublished || regions.empty()) {
    return masksOf(regions, width, height);
  }
  const at::Tensor canvas = masksOf(regions, request.width, request.height);
  return at::upsample_nearest2d(canvas.unsqueeze(0), {height, width}).squeeze(0).round();
}

std::vector<RegionScore> regionScores(const StepTarget &target, const StepInputs &inputs) {
  const at::NoGradGuard noGraph;
  std::vector<RegionScore> scores;
  if (target.regions.empty()) {
    return scores;
  }
  const at::Tensor similarity =
      at::matmul(unit(inputs.features), inputs.phrases.t()).mean(0).to(at::kCPU);
  for (std::size_t i = 0; i < target.regions.size(); ++i) {
    scores.push_back({target.regions[i].id, target.regions[i].label, 0.0,
                      similarity[static_cast<std::int64_t>(i)].item<double>()});
  }
  return scores;
}

StepInputs makeInputs(const at::Tensor &picture, const StepTarget &target,
                      const LoadedModels &models, Rng &rng) {
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
  // One encoding of each copy serves every phrase and every relevance map.
  LastBlockTrace lastBlock;
  inputs.features =
      clip.encodeImage(inputs.images, nullptr, target.needsRelevance ? &lastBlock : nullptr);
  if (target.needsRelevance) {
    inputs.relevance = asGrid(lastBlockRelevance(lastBlock, inputs.features, inputs.phrases));
  }
  if (target.needsMaskedFeatures) {
    inputs.maskedFeatures = encodeMasked(inputs.images, inputs.masks, clip);
  }
  return inputs;
}

}  // namespace

std::string phraseOf(const RunRequest &request, const Region &region) {
  return request.phrasePrefix.empty() ? region.label : request.phrasePrefix + " " + region.label;
}

CutoutOptions cutoutOptions(const RunRequest &request, std::int64_t clipSize) {
  CutoutOptions options;
  options.copies = request.copies;
  options.size = clipSize;
  options.affineProbability = request.affineProbability;
  options.rotation = request.rotation;
  options.translation = request.translation;
  options.perspectiveProbability = request.perspectiveProbability;
  options.perspective = request.perspective;
  options.colourProbability = request.colourProbability;
  options.colour = request.colour;
  options.erasingProbability = request.erasingProbability;
  options.noise = request.noise;
  options.asPublished = request.asPublished;
  return options;
}

StepTarget makeStepTarget(const RunRequest &request, TextFeatures &texts,
                          const LoadedModels &models, int width, int height) {
  StepTarget target;
  target.request = request;
  target.regions = request.activeRegions();
  target.masks = targetMasks(request, target.regions, width, height).to(models.device);
  target.areaShare = areaSharesOf(target.regions).to(models.device);
  std::vector<std::string> phrases;
  for (const Region &region : target.regions) {
    phrases.push_back(phraseOf(request, region));
  }
  target.phrases = texts.ofAll(phrases);
  if (!request.prompt.empty()) {
    target.prompt = texts.of(request.prompt);
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
  return target;
}

StepResult guidedStep(const at::Tensor &latent, const StepTarget &target,
                      const LoadedModels &models, Rng &rng) {
  const at::Tensor picture = models.vqgan->synth(latent);
  const StepInputs inputs = makeInputs(picture, target, models, rng);

  StepResult result;
  result.picture = picture.detach();
  result.regions = regionScores(target, inputs);
  for (const StepTarget::Term &term : target.terms) {
    const LossValue loss = term.loss->evaluate(inputs, target.request);
    result.total = result.total.defined() ? result.total + loss.value : loss.value;
    result.terms.push_back({term.name, term.label, loss.value.item<double>()});
    for (std::size_t i = 0; i < loss.perPhrase.size() && i < result.regions.size(); ++i) {
      result.regions[i].overlap = loss.perPhrase[i];
    }
  }
  result.terms.push_back({"total", "Total", result.total.item<double>()});
  return result;
}

}  // namespace everyword
