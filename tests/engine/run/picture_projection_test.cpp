#include "engine/run/picture_projection.h"

#include <ATen/ATen.h>

#include <catch2/catch.hpp>

#include "engine/core/rng.h"
#include "engine/models/stylegan2/stylegan2_model.h"
#include "tests/engine/stylegan2/tiny_stylegan2.h"
#include "tests/support/tiny_clip.h"

using namespace everyword;

namespace {

LoadedModels tinyModels() {
  LoadedModels models;
  models.clip = ClipModel::load(TensorTable::fromTensors(tinyClipWeights()));
  models.byRole["stylegan2"] = StyleGan2Model::load(TinyStyleGan2().table());
  return models;
}

/// A face of the generator, its picture clamped as in a file.
at::Tensor pictureOfSeed(const LoadedModels &models, std::uint64_t seed) {
  const auto &generator = models.get<StyleGan2Model>("stylegan2");
  Rng rng(seed);
  const at::Tensor w = generator.mapLatent(rng.normalTensor({1, generator.config().styleDim}));
  return ((generator.synthesise(generator.repeatLatent(w)) + 1) / 2).clamp(0, 1);
}

}  // namespace

TEST_CASE("A picture that the generator made is found again", "[run]") {
  const LoadedModels models = tinyModels();
  const at::Tensor picture = pictureOfSeed(models, 5);
  ProjectionSettings settings;
  settings.steps = 1;
  settings.starts = 1;
  const double mean = projectPicture(picture, settings, models).psnr;
  settings.steps = 150;
  const Projection found = projectPicture(picture, settings, models);
  CAPTURE(mean, found.psnr);
  CHECK(found.whole);
  CHECK(found.psnr > mean + 6);
  settings.starts = 3;
  // The nearest over all scales is kept, which need not be the nearest pixel by pixel.
  CHECK(projectPicture(picture, settings, models).psnr > found.psnr - 1);
}

TEST_CASE("The same seed finds the same latent", "[run]") {
  const LoadedModels models = tinyModels();
  const at::Tensor picture = pictureOfSeed(models, 5);
  ProjectionSettings settings;
  settings.steps = 12;
  const at::Tensor one = projectPicture(picture, settings, models).wPlus;
  CHECK(at::equal(one, projectPicture(picture, settings, models).wPlus));
  settings.seed = 1;
  CHECK_FALSE(at::equal(one, projectPicture(picture, settings, models).wPlus));
}

TEST_CASE("A projection that is stopped hands back the nearest so far", "[run]") {
  const LoadedModels models = tinyModels();
  ProjectionSettings settings;
  settings.steps = 40;
  settings.starts = 2;
  std::vector<double> fractions;
  const Projection found = projectPicture(
      pictureOfSeed(models, 5), settings, models, [&](double fraction, const at::Tensor &picture) {
        fractions.push_back(fraction);
        REQUIRE(picture.size(-1) == models.get<StyleGan2Model>("stylegan2").config().size);
        return fractions.size() < 10;
      });
  CHECK_FALSE(found.whole);
  CHECK(found.wPlus.defined());
  CHECK(fractions.size() == 10);
  CHECK(fractions.back() == Approx(10.0 / 80));
}
