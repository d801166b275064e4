#include "engine/run/step_target.h"

#include <ATen/ATen.h>

#include "engine/api/errors.h"
#include "engine/api/prompt_words.h"
#include "engine/guidance/region_masks.h"
#include "engine/models/arcface/arcface_model.h"

namespace everyword {

namespace {

/// As published, the masks are drawn on the canvas that was asked for and resized (nearest) to the
/// rounded one.
at::Tensor targetMasks(const RunRequest &request, const std::vector<Region> &regions,
                       PictureSize size) {
  if (!request.objective.asPublished || regions.empty()) {
    return masksOf(regions, size.width, size.height);
  }
  const at::Tensor canvas = masksOf(regions, request.start.width, request.start.height);
  return at::upsample_nearest2d(canvas.unsqueeze(0), {size.height, size.width}).squeeze(0).round();
}

/// Where nobody has chosen, nothing that the prompt names is to be neglected.
std::vector<std::string> contentWordsOf(const std::string &prompt, const Tokenizer &tokenizer) {
  std::vector<std::string> words;
  for (const WordSpan &word : tokenizer.encode(prompt).plainWords) {
    words.push_back(word.word);
  }
  return contentWords(words);
}

}  // namespace

std::int64_t encodingsOf(const StepTarget &target) {
  const auto phrases = static_cast<std::int64_t>(target.regions.size());
  return target.request.cutouts.count * (1 + (target.needs & NeedsMaskedFeatures ? phrases : 0));
}

std::string phraseOf(const RunRequest &request, const Region &region) {
  const std::string &prefix = request.objective.phrasePrefix;
  return prefix.empty() ? region.label : prefix + " " + region.label;
}

void chooseTerms(StepTarget &target) {
  for (const LossEntry &entry : lossRegistry()) {
    if (entry.applies(target.request)) {
      target.terms.push_back(&entry);
      target.needs |= entry.needs;
    }
  }
  if (target.terms.empty()) {
    throw InputError("no loss applies to this request",
                     "choose another method, type a prompt or add a region");
  }
}

at::Tensor identityOf(const at::Tensor &picture, const LoadedModels &models) {
  return models.get<ArcFaceModel>("arcface").embed(picture * 2 - 1);
}

StartAnchor anchorAt(const std::vector<at::Tensor> &latent, unsigned needs,
                     const LatentSpace &space, const LoadedModels &models) {
  const at::NoGradGuard noGraph;
  StartAnchor anchor;
  if (needs & NeedsLatentShift) {
    for (const at::Tensor &leaf : latent) {
      anchor.latent.push_back(leaf.clone());
    }
  }
  if (needs & (NeedsIdentity | NeedsStartPicture)) {
    anchor.picture = space.decode(latent);
  }
  if (needs & NeedsIdentity) {
    anchor.identity = identityOf(anchor.picture, models);
  }
  return anchor;
}

StepTarget makeStepTarget(const RunRequest &request, TextFeatures &texts,
                          const LoadedModels &models, PictureSize size) {
  StepTarget target;
  target.request = request;
  target.regions = request.objective.activeRegions();
  target.masks = targetMasks(request, target.regions, size).to(models.device);
  target.areaShare = areaSharesOf(target.regions).to(models.device);
  std::vector<std::string> phrases;
  for (const Region &region : target.regions) {
    phrases.push_back(phraseOf(request, region));
  }
  target.phrases = texts.ofAll(phrases);
  Objective &objective = target.request.objective;
  if (objective.neglectedBelow > 0 && objective.words.empty()) {
    objective.words = contentWordsOf(objective.prompt, *models.tokenizer);
  }
  if (!objective.prompt.empty()) {
    target.prompt = texts.of(objective.prompt);
  }
  chooseTerms(target);
  if (target.needs & NeedsWordRelevance) {
    target.words = texts.chosenWords(objective.prompt, objective.words);
  }
  if (target.needs & NeedsStartPicture) {
    target.protectedMask =
        paintedMaskOf(objective.protectedArea, size.width, size.height).to(models.device);
  }
  target.plan = planStep(models, encodingsOf(target), size.width, size.height,
                         memoryForStep(request, models.device));
  target.plan.precision = request.machine.precision;
  return target;
}

}  // namespace everyword
