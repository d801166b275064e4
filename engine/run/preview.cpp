#include "engine/run/preview.h"

#include <ATen/ATen.h>

#include "engine/core/tensor_frame.h"
#include "engine/relevance/image_relevance.h"

namespace everyword {

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
