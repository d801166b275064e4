#include "tests/parity/spatial_step.h"

#include "engine/augment/homography.h"
#include "engine/augment/noise.h"
#include "engine/augment/published_resize.h"
#include "engine/relevance/image_relevance.h"

namespace everyword {

namespace {

/// Pixels of the canvas, left top width height.
using PixelBox = std::array<int, 4>;

std::vector<PixelBox> pixelBoxes(const Fixture &golden) {
  return golden.json()["boxes"].get<std::vector<PixelBox>>();
}

/// Boxes on the canvas, resized (nearest) to the canvas rounded down to the generator's grid.
at::Tensor drawMasks(const std::vector<PixelBox> &boxes, std::int64_t width, std::int64_t height,
                     std::int64_t factor) {
  at::Tensor masks = at::zeros({1, static_cast<std::int64_t>(boxes.size()), height, width});
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    const auto [left, top, boxWidth, boxHeight] = boxes[i];
    masks[0][static_cast<std::int64_t>(i)]
        .narrow(0, top, boxHeight)
        .narrow(1, left, boxWidth)
        .fill_(1);
  }
  return at::upsample_nearest2d(masks, {height / factor * factor, width / factor * factor})[0];
}

RunRequest requestOf(const Fixture &golden, int width, int height) {
  RunRequest request;
  request.objective.asPublished = true;
  request.objective.method = Method::Relevance;
  request.cutouts.count = golden.json()["copies"].get<int>();
  request.objective.threshold = golden.json()["constants"]["T"].get<double>();
  request.objective.temperature = golden.json()["constants"]["temp"].get<double>();
  // "0.15/sqrt(ratio)"
  request.objective.lambda = std::stod(golden.json()["constants"]["lambda"].get<std::string>());
  request.start.width = width;
  request.start.height = height;
  const auto texts = golden.json()["texts"].get<std::vector<std::string>>();
  const std::vector<PixelBox> boxes = pixelBoxes(golden);
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    Region region;
    region.id = static_cast<int>(i);
    region.label = texts.at(i);
    region.box = {
        static_cast<double>(boxes[i][0]) / width, static_cast<double>(boxes[i][1]) / height,
        static_cast<double>(boxes[i][2]) / width, static_cast<double>(boxes[i][3]) / height};
    request.objective.regions.push_back(region);
  }
  return request;
}

}  // namespace

SpatialStep::SpatialStep(const Fixture &golden, c10::ScalarType type)
    : golden_(golden), type_(type) {
  const auto clip = TensorTable::fromTensors(seededClip(golden_.json().at("clip")));
  clip_ = ClipModel::load(clip.withOptions({.type = type}));
  const Fixture vqgan("vqgan", "vqgan");
  const auto weights = TensorTable::fromTensors(seededWeights(vqgan.json()["weights"]));
  vqgan_ = VqganModel::load(weights.withOptions({.type = type}),
                            VqganConfig::fromYaml(vqgan.path("model.yaml")));

  const auto canvas = golden_.json()["canvas_width_height"].get<std::array<int, 2>>();
  request = requestOf(golden_, canvas[0], canvas[1]);
  masks = drawMasks(pixelBoxes(golden_), canvas[0], canvas[1], vqgan_->config().factor()).to(type);
  std::vector<double> shares;
  for (const Region &region : request.objective.regions) {
    shares.push_back(region.box.width * region.box.height);
  }
  areaShare = at::tensor(shares).to(type);
  const at::NoGradGuard noGrad;
  phrases = l2Normalize(clip_->encodeText(golden_.in("tokens")));
}

Cutouts SpatialStep::view(const at::Tensor &picture) const {
  const std::int64_t size = clip_->config().imageSize;
  if (golden_.has("in.theta")) {
    // The given map stands for the random affine and perspective.
    const at::Tensor last = at::tensor({0.0, 0.0, 1.0}).view({1, 3}).to(type_);
    const at::Tensor matrix = at::cat({golden_.in("theta", type_), last}).unsqueeze(0);
    const at::Tensor grid = samplingGrid(matrix, size, size);
    return {sample(publishedPool(publishedResize(picture), size), grid, Padding::Border),
            sampleMasks(publishedPool(masks.unsqueeze(0), size), grid, Padding::Border)};
  }
  CutoutSettings settings;
  settings.count = 1;
  settings.affineProbability = settings.perspectiveProbability = 0;
  settings.colourProbability = settings.erasingProbability = settings.noise = 0;
  Rng rng(0);
  return makeCutouts(picture, masks, settings, size, /*asPublished=*/true, rng);
}

Cutouts SpatialStep::noisy(const Cutouts &view) const {
  if (!golden_.has("in.noise")) {
    const std::int64_t copies = request.cutouts.count;
    return {view.images.expand({copies, -1, -1, -1}), view.masks.expand({copies, -1, -1, -1})};
  }
  const at::Tensor images =
      addNoise(view.images, golden_.in("noise_factors", type_), golden_.in("noise", type_));
  return {images, view.masks.expand({images.size(0), -1, -1, -1})};
}

StepInputs SpatialStep::inputs(const at::Tensor &picture, const Cutouts &copies) const {
  StepInputs result;
  result.picture = picture;
  result.images = normaliseForClip(copies.images);
  result.masks = copies.masks;
  result.phrases = phrases;
  result.areaShare = areaShare;
  LastBlockTrace lastBlock;
  result.features = clip_->encodeImage(result.images, nullptr, &lastBlock);
  result.relevance = asGrid(lastBlockRelevance(lastBlock, result.features, phrases));
  const at::Tensor covered = result.images.unsqueeze(1) * result.masks.unsqueeze(2);
  result.maskedFeatures =
      clip_->encodeImage(covered.flatten(0, 1)).view({result.images.size(0), phrases.size(0), -1});
  return result;
}

StepInputs SpatialStep::inputsAt(const at::Tensor &latent) const {
  const at::Tensor picture = vqgan_->synth(latent);
  return inputs(picture, noisy(view(picture)));
}

at::Tensor objective(const StepInputs &inputs, const RunRequest &request) {
  at::Tensor sum = at::zeros({});
  for (const LossEntry &entry : lossRegistry()) {
    if (entry.applies(request)) {
      sum = sum + entry.evaluate(inputs, request).value;
    }
  }
  return sum;
}

at::Tensor objectiveOfEach(const StepInputs &inputs, const RunRequest &request) {
  std::vector<at::Tensor> each;
  for (std::size_t phrase = 0; phrase < request.objective.regions.size(); ++phrase) {
    RunRequest alone = request;
    for (std::size_t i = 0; i < alone.objective.regions.size(); ++i) {
      alone.objective.regions[i].weight = i == phrase ? 1 : 0;
    }
    each.push_back(objective(inputs, alone));
  }
  return at::stack(each);
}

}  // namespace everyword
