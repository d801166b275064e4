#include "engine/run/preview.h"

#include <ATen/ATen.h>

#include <algorithm>

#include "engine/core/tensor_frame.h"
#include "engine/relevance/image_relevance.h"

namespace everyword {

namespace {

/// What each word that the run insists on, taken alone, rests on in the picture.
void addWordMaps(Frame &frame, const LastBlockTrace &lastBlock, const at::Tensor &feature,
                 const std::vector<std::string> &words, TextFeatures &texts) {
  constexpr std::size_t kMost = 8;  // of the texts that are remembered, so that the prompt stays
  const std::vector<std::string> few(words.begin(),
                                     words.begin() + std::ptrdiff_t(std::min(kMost, words.size())));
  if (few.empty()) {
    return;
  }
  const at::Tensor maps = asGrid(lastBlockRelevance(lastBlock, feature, texts.ofAll(few)))[0];
  for (std::size_t i = 0; i < few.size(); ++i) {
    frame.maps.push_back(mapFromTensor(maps[static_cast<std::int64_t>(i)], few[i], -1));
  }
}

}  // namespace

at::Tensor clipInput(const at::Tensor &picture, const ClipModel &clip) {
  const std::int64_t size = clip.config().imageSize;
  const bool fits = picture.size(2) == size && picture.size(3) == size;
  return normaliseForClip(
      fits ? picture : at::_upsample_bilinear2d_aa(picture, {size, size}, /*align_corners=*/false));
}

Preview makePreview(const at::Tensor &picture, int step, const StepTarget &target,
                    const LoadedModels &models, TextFeatures &texts) {
  Preview preview;
  std::shared_ptr<Frame> frame = frameFromTensor(picture);
  frame->step = step;

  at::Tensor feature;
  {
    const at::NoGradGuard noGraph;
    LastBlockTrace lastBlock;
    feature = models.clip->encodeImage(clipInput(picture, *models.clip), nullptr, &lastBlock);
    const at::Tensor direction = l2Normalize(feature);
    if (!target.regions.empty()) {
      const at::Tensor similarities = at::matmul(direction, target.phrases.t())[0].to(at::kCPU);
      const at::Tensor maps = asGrid(lastBlockRelevance(lastBlock, feature, target.phrases))[0];
      for (std::size_t i = 0; i < target.regions.size(); ++i) {
        const auto index = static_cast<std::int64_t>(i);
        frame->maps.push_back(
            mapFromTensor(maps[index], target.regions[i].label, target.regions[i].id));
        preview.similarities.push_back(similarities[index].item<double>());
      }
    }
    if (target.prompt.defined()) {
      frame->maps.push_back(
          mapFromTensor(asGrid(lastBlockRelevance(lastBlock, feature, target.prompt))[0][0],
                        target.request.objective.prompt, -1));
      addWordMaps(*frame, lastBlock, feature, target.request.objective.words, texts);
      preview.promptSimilarity = at::matmul(direction, target.prompt.t()).item<double>();
    }
  }
  if (target.prompt.defined()) {
    preview.words = texts.wordScores(target.request.objective.prompt, feature);
  }
  preview.frame = std::move(frame);
  return preview;
}

}  // namespace everyword
