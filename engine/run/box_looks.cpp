#include "engine/run/box_looks.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace everyword {

namespace {

/// A little of what is around a thing helps to tell it. Of 39 things in the pack's held-out scenes,
/// among its 251 names, 30 are told right without a margin, 33 with 0.1, 34 with 0.2, 35 with 0.3
/// and 30 with 0.5; the wider, the more of a neighbour is seen.
constexpr double kMargin = 0.2;

/// Half-open pixel range of one side, at least a pixel.
std::pair<std::int64_t, std::int64_t> pixelRange(double begin, double end, std::int64_t pixels) {
  const auto first =
      std::clamp<std::int64_t>(std::llround(begin * static_cast<double>(pixels)), 0, pixels - 1);
  const auto last =
      std::clamp<std::int64_t>(std::llround(end * static_cast<double>(pixels)), first + 1, pixels);
  return {first, last};
}

}  // namespace

at::Tensor cropOf(const at::Tensor &picture, const Box &box, double margin, std::int64_t side) {
  const double across = margin * box.width, down = margin * box.height;
  const auto [left, right] =
      pixelRange(box.x - across, box.x + box.width + across, picture.size(3));
  const auto [top, bottom] = pixelRange(box.y - down, box.y + box.height + down, picture.size(2));
  return at::_upsample_bilinear2d_aa(
      picture.slice(2, top, bottom).slice(3, left, right).contiguous(), {side, side},
      /*align_corners=*/false);
}

BoxLooks::BoxLooks(const LoadedModels &models, TextFeatures &texts, std::vector<std::string> names)
    : models_(models), texts_(texts), names_(names.empty() ? everydayNames() : std::move(names)) {}

void BoxLooks::takeLabels(const StepTarget &target) {
  std::vector<std::string> labels;
  for (const Region &region : target.regions) {
    labels.push_back(region.label);
  }
  const std::string &prefix = target.request.objective.phrasePrefix;
  if (features_.defined() && labels == labels_ && prefix == prefix_) {
    return;
  }
  candidates_ = lookCandidates(labels, names_);
  std::vector<std::string> phrases;
  for (const LookCandidate &candidate : candidates_) {
    Region named;
    named.label = candidate.phrase;
    phrases.push_back(phraseOf(target.request, named));
  }
  features_ = texts_.ofMany(phrases);
  labels_ = std::move(labels);
  prefix_ = prefix;
}

std::vector<LooksLike> BoxLooks::lookAt(const at::Tensor &picture, const StepTarget &target) {
  if (target.regions.empty()) {
    return {};
  }
  const at::NoGradGuard noGraph;
  takeLabels(target);
  const ClipModel &clip = *models_.clip;
  std::vector<at::Tensor> crops;
  for (const Region &region : target.regions) {
    crops.push_back(cropOf(picture, region.box, kMargin, clip.config().imageSize));
  }
  const at::Tensor seen = l2Normalize(clip.encodeImage(normaliseForClip(at::cat(crops))));
  const at::Tensor logits =
      (clip.logitScale() * at::matmul(seen, features_.t())).to(at::kCPU, at::kDouble).contiguous();
  std::vector<std::vector<double>> rows;
  for (std::int64_t i = 0; i < logits.size(0); ++i) {
    const double *row = logits[i].const_data_ptr<double>();
    rows.emplace_back(row, row + logits.size(1));
  }
  return looksFrom(rows, candidates_, labels_);
}

}  // namespace everyword
