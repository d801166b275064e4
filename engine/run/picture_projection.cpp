#include "engine/run/picture_projection.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/core/check_shape.h"
#include "engine/core/rng.h"
#include "engine/models/stylegan2/stylegan2_model.h"
#include "engine/relevance/image_relevance.h"
#include "engine/run/adam.h"
#include "engine/run/optimise_loop.h"
#include "engine/run/preview.h"

namespace everyword {

namespace {

constexpr std::int64_t kFaces = 4096;  ///< that mean and deviation of W are taken of
constexpr double kRate = 0.1;          ///< in deviations of W
constexpr double kNoise = 0.05;        ///< on the latent at first, in lengths of the deviation
constexpr double kNoiseUntil = 0.75;   ///< share of the steps
constexpr double kFeature = 0.05;      ///< weight of the CLIP feature
constexpr double kPrior = 0.0005;      ///< weight of the squared distance from the mean face
constexpr int kScales = 4;             ///< 1, 2, 4 and 8 pixels pooled

/// Squared difference of the pictures, and of both pooled.
at::Tensor pictureDistance(at::Tensor difference) {
  at::Tensor sum = difference.square().mean();
  for (int scale = 1; scale < kScales && difference.size(-1) > 1; ++scale) {
    difference = at::avg_pool2d(difference, 2);
    sum = sum + difference.square().mean();
  }
  return sum;
}

/// All attempts at one picture. The latent is counted in deviations from the mean face, so that one
/// learning rate suits every generator.
class Projector {
 public:
  Projector(const at::Tensor &picture, const ProjectionSettings &settings,
            const LoadedModels &models)
      : models_(models),
        generator_(models.get<StyleGan2Model>("stylegan2")),
        settings_(settings),
        picture_(picture.to(models.device)),
        rng_(settings.seed) {
    const auto side = generator_.config().size;
    checkShape(picture_, {1, 3, side, side}, "picture to look for");
    const at::NoGradGuard noGraph;
    feature_ = featureOf(picture_);
    const at::Tensor faces = generator_.mapLatent(draw({kFaces, generator_.config().styleDim}));
    mean_ = faces.mean(0, true);
    deviation_ = faces.std(0, true, true).clamp_min(1e-6);
  }

  Projection run(const ProjectionStep &heard) {
    bool goOn = true;
    for (int attempt = 0; attempt < settings_.starts && goOn; ++attempt) {
      goOn = tryFrom(attempt, heard);
    }
    best_.whole = goOn;
    return best_;
  }

 private:
  at::Tensor draw(at::IntArrayRef shape) { return rng_.normalTensor(shape).to(models_.device); }

  at::Tensor featureOf(const at::Tensor &picture) const {
    return l2Normalize(models_.clip->encodeImage(clipInput(picture, *models_.clip)));
  }

  at::Tensor wPlusOf(const at::Tensor &offsets) const { return mean_ + deviation_ * offsets; }

  at::Tensor pictureOf(const at::Tensor &offsets) const {
    return (generator_.synthesise(wPlusOf(offsets)) + 1) / 2;
  }

  /// The mean face at first, then random ones.
  at::Tensor startOf(int attempt) {
    const at::NoGradGuard noGraph;
    const std::int64_t rows = generator_.config().latentRows(), dim = generator_.config().styleDim;
    if (attempt == 0) {
      return at::zeros({1, rows, dim}, mean_.options());
    }
    const at::Tensor face = (generator_.mapLatent(draw({1, dim})) - mean_) / deviation_;
    return face.unsqueeze(1).repeat({1, rows, 1});
  }

  bool tryFrom(int attempt, const ProjectionStep &heard) {
    std::vector<at::Tensor> offsets = {startOf(attempt)};
    Adam adam = Adam::startFor(offsets);
    Schedule schedule;
    schedule.steps = settings_.steps;
    schedule.learningRate = kRate;
    schedule.rampUp = 0.05;
    schedule.rampDown = 0.25;
    for (int step = 0; step < settings_.steps; ++step) {
      const at::Tensor leaf = offsets[0].detach().requires_grad_();
      const at::Tensor picture = pictureOf(leaf + noiseAt(step));
      const at::Tensor loss = pictureDistance(picture - picture_) +
                              kFeature * (1 - (featureOf(picture) * feature_).sum()) +
                              kPrior * leaf.square().mean();
      const at::Tensor gradient = torch::autograd::grad({loss}, {leaf})[0];
      adam.update(offsets, {gradient}, learningRateAt(schedule, step));
      const double done = attempt + (step + 1.0) / settings_.steps;
      if (heard && !heard(done / settings_.starts, picture.detach())) {
        take(offsets[0]);
        return false;
      }
    }
    take(offsets[0]);
    return true;
  }

  at::Tensor noiseAt(int step) {
    const at::NoGradGuard noGraph;
    const double left = std::max(0.0, 1 - step / (kNoiseUntil * settings_.steps));
    const std::int64_t rows = generator_.config().latentRows(), dim = generator_.config().styleDim;
    return draw({1, rows, dim}) * (kNoise * std::sqrt(static_cast<double>(dim)) * left * left);
  }

  /// Keeps it when it is nearer to the picture than what was found before.
  void take(const at::Tensor &offsets) {
    const at::NoGradGuard noGraph;
    const at::Tensor picture = pictureOf(offsets);
    const double distance = pictureDistance(picture - picture_).item<double>();
    if (!(distance < least_)) {
      return;
    }
    least_ = distance;
    best_.wPlus = wPlusOf(offsets);
    const double error = (picture.clamp(0, 1) - picture_).square().mean().item<double>();
    best_.psnr = -10 * std::log10(std::max(error, 1e-10));
  }

  const LoadedModels &models_;
  const StyleGan2Model &generator_;
  ProjectionSettings settings_;
  at::Tensor picture_, feature_;
  Rng rng_;
  at::Tensor mean_, deviation_;  ///< of W, [1, styleDim]
  Projection best_;
  double least_ = std::numeric_limits<double>::infinity();
};

}  // namespace

Projection projectPicture(const at::Tensor &picture, const ProjectionSettings &settings,
                          const LoadedModels &models, const ProjectionStep &step) {
  return Projector(picture, settings, models).run(step);
}

}  // namespace everyword
