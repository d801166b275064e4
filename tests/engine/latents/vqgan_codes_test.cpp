#include <ATen/ATen.h>

#include <catch2/catch.hpp>
#include <cstdlib>

#include "engine/api/errors.h"
#include "engine/latents/latent_space.h"
#include "engine/models/model_loader.h"
#include "engine/models/vqgan/vqgan_model.h"

using namespace everyword;

namespace {

FramePtr striped(int width, int height, int period, int lit) {
  auto frame = std::make_shared<Frame>();
  frame->width = width;
  frame->height = height;
  for (int i = 0; i < width * height; ++i) {
    const int x = i % width % period;
    const auto value = static_cast<std::uint8_t>(std::abs(2 * x - period + 1) <= lit ? 255 : 0);
    frame->rgba.insert(frame->rgba.end(), {value, value, value, 255});
  }
  return frame;
}

const LoadedModels &starter() {
  static const LoadedModels models =
      ModelLoader(EVERYWORD_SOURCE_DIR "/resources").load(ModelSet(), c10::kCPU, {"clip", "vqgan"});
  return models;
}

const VqganModel &starterVqgan() { return starter().get<VqganModel>("vqgan"); }

at::Tensor startFrom(RunRequest request, std::uint64_t seed = 1) {
  request.start.width = 64 + 3;  // rounded down
  request.start.height = 32;
  Rng rng(seed);
  return makeLatentSpace("vqgan_codes", starter())->start(request.start, rng).at(0);
}

}  // namespace

TEST_CASE("A start from noise is uniform between 0 and 2 and follows the seed", "[latents]") {
  RunRequest request;
  request.start.kind = Start::Noise;
  const at::Tensor latent = startFrom(request);
  CHECK(latent.size(2) == 2);
  CHECK(latent.size(3) == 4);
  CHECK(latent.min().item<double>() >= 0);
  CHECK(latent.max().item<double>() < 2);
  CHECK(latent.mean().item<double>() == Approx(1.0).margin(0.15));
  CHECK(at::equal(latent, startFrom(request)));
  CHECK_FALSE(at::equal(latent, startFrom(request, 2)));
}

TEST_CASE("A start from codes holds rows of the codebook only", "[latents]") {
  RunRequest request;
  request.start.kind = Start::Codes;
  const at::Tensor latent = startFrom(request);
  CHECK(at::equal(latent, starterVqgan().quantise(latent)));
}

TEST_CASE("A start from a colour decodes to about that colour", "[latents]") {
  RunRequest request;
  request.start.kind = Start::Plain;
  request.start.colour = "#40a060";
  const at::Tensor mean = starterVqgan().synth(startFrom(request)).mean({0, 2, 3});
  CHECK(mean[0].item<double>() == Approx(0x40 / 255.0).margin(0.12));
  CHECK(mean[1].item<double>() == Approx(0xa0 / 255.0).margin(0.12));
  CHECK(mean[2].item<double>() == Approx(0x60 / 255.0).margin(0.12));
}

TEST_CASE("A start in two colours has the first one above", "[latents]") {
  RunRequest request;
  request.start.kind = Start::TwoColours;
  request.start.colour = "#e0e0e0";
  request.start.colour2 = "#202020";
  const at::Tensor picture = starterVqgan().synth(startFrom(request));
  CHECK(picture.slice(2, 0, 16).mean().item<double>() >
        picture.slice(2, 16, 32).mean().item<double>() + 0.3);
}

TEST_CASE("A start picture that is not there is one sentence", "[latents]") {
  RunRequest request;
  request.start.kind = Start::Picture;
  request.start.picture = "/no/such/picture.png";
  CHECK_THROWS_AS(startFrom(request), FileError);
}

TEST_CASE("The size of a picture is rounded to the generator's grid, and one too small is refused",
          "[latents]") {
  const auto space = makeLatentSpace("vqgan_codes", starter());
  const int factor = static_cast<int>(starterVqgan().config().factor());
  StartPoint start;
  start.width = 3 * factor + 1;
  start.height = 2 * factor;
  Rng rng(1);
  const std::vector<at::Tensor> latent = space->start(start, rng);
  for (const PictureSize size : {space->pictureSize(start), space->pictureSizeOf(latent)}) {
    CHECK(size.width == 3 * factor);
    CHECK(size.height == 2 * factor);
  }
  CHECK(space->decode(latent).sizes() == at::IntArrayRef({1, 3, 2 * factor, 3 * factor}));
  CHECK_THROWS_AS(space->pictureSizeOf(std::vector{at::zeros({1, 1, 2, 3})}), ShapeError);
  start.height = factor - 1;
  CHECK_THROWS_AS(space->pictureSize(start), InputError);
}

TEST_CASE("A latent of codes is held in the codebook's range", "[latents]") {
  const at::Tensor &codebook = starterVqgan().codebook();
  std::vector<at::Tensor> latent = {at::full({1, codebook.size(1), 2, 2}, 1e6)};
  makeLatentSpace("vqgan_codes", starter())->constrain(latent);
  CHECK(at::equal(latent[0][0].select(-1, 0).select(-1, 1), codebook.amax(0)));
}

TEST_CASE("A latent space that there is not, or whose generator is not loaded, is an error",
          "[latents]") {
  CHECK_THROWS_AS(makeLatentSpace("no_such_space", starter()), Error);
  CHECK_THROWS_AS(makeLatentSpace("vqgan_codes", LoadedModels()), Error);
}

TEST_CASE("A large start picture is reduced with a low-pass filter", "[latents]") {
  const auto startOf = [](const FramePtr &frame) {
    RunRequest request;
    request.start.kind = Start::EarlierFrame;
    request.start.frame = frame;
    return startFrom(request);
  };
  // A tenth of the size; the two lit columns in ten stand where bilinear interpolation alone looks.
  const at::Tensor stripes = startOf(striped(640, 320, 10, 1));
  const at::Tensor black = startOf(striped(640, 320, 1, -1));
  const at::Tensor white = startOf(striped(640, 320, 1, 1));
  CHECK((stripes - black).norm().item<double>() < (stripes - white).norm().item<double>());
}
