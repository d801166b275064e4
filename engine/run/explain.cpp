#include "engine/run/explain.h"

#include <ATen/ATen.h>

#include "engine/api/exporting.h"
#include "engine/core/tensor_frame.h"
#include "engine/relevance/image_relevance.h"
#include "engine/run/preview.h"
#include "engine/run/text_features.h"

namespace everyword {

namespace {

Explained fromLastBlock(const at::Tensor &input, const at::Tensor &phrases, const ClipModel &clip) {
  const at::NoGradGuard noGraph;
  LastBlockTrace trace;
  const at::Tensor feature = clip.encodeImage(input, nullptr, &trace);
  return {feature, asGrid(lastBlockRelevance(trace, feature, phrases))[0]};
}

}  // namespace

Explained relevanceOfAllBlocks(const at::Tensor &input, const at::Tensor &phrases,
                               const ClipModel &clip) {
  const at::AutoGradMode withGraph(true);
  AttentionTrace trace;
  const at::Tensor feature = clip.encodeImage(input.detach().requires_grad_(), &trace, nullptr);
  const at::Tensor relevance = imageRelevance(trace, feature, phrases, /*lastBlockOnly=*/false,
                                              clip.logitScale(), /*keepGraph=*/false);
  return {feature.detach(), asGrid(relevance)[0]};
}

ExplainResult explainPicture(const ExplainRequest &request, const LoadedModels &models) {
  if (request.prompt.find_first_not_of(" \t\n") == std::string::npos) {
    throw InputError("there is no prompt to explain the picture by",
                     "say what should be looked for");
  }
  if (models.clip->config().vision == VisionKind::ResNet) {
    throw InputError("relevance maps need a CLIP with a vision transformer, this one is a ResNet");
  }
  ExplainResult result;
  result.picture = request.picture ? request.picture : readPicture(request.picturePath);
  result.width = result.picture->width;
  result.height = result.picture->height;

  TextFeatures texts(models);
  texts.trace(request.prompt);  // its words are scored below
  std::vector<std::string> phrases = {request.prompt};
  for (const WordSpan &word : models.tokenizer->encode(request.prompt).plainWords) {
    phrases.push_back(word.word);
  }
  const at::Tensor features = texts.ofAll(phrases);
  const std::int64_t side = models.clip->config().imageSize;
  const at::Tensor input =
      clipInput(resizedFromFrame(*result.picture, side, side).to(models.device), *models.clip);
  const Explained explained = request.allBlocks
                                  ? relevanceOfAllBlocks(input, features, *models.clip)
                                  : fromLastBlock(input, features, *models.clip);

  const at::Tensor similarities =
      at::matmul(l2Normalize(explained.feature), features.t())[0].to(at::kCPU);
  result.similarity = similarities[0].item<double>();
  for (std::size_t i = 0; i < phrases.size(); ++i) {
    const auto index = static_cast<std::int64_t>(i);
    result.maps.push_back(mapFromTensor(explained.maps[index], phrases[i], -1));
    if (i > 0) {
      result.similarities.push_back(similarities[index].item<double>());
    }
  }
  result.words = texts.wordScores(request.prompt, explained.feature);
  return result;
}

}  // namespace everyword
