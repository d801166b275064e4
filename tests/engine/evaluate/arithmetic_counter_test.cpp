// What a step asks for, against what it needs, counted from shapes by hand: work done twice, or a
// gradient that nobody wants, would show as a difference.
#include "engine/evaluate/arithmetic_counter.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>

#include <catch2/catch.hpp>

#include "engine/evaluate/saved_arithmetic.h"
#include "engine/models/clip/clip_model.h"
#include "engine/nn/cpu/winograd.h"
#include "tests/engine/evaluate/step_flops.h"
#include "tests/engine/vqgan/tiny_vqgan.h"
#include "tests/support/tiny_clip.h"

using namespace everyword;

namespace {

/// Operations forwards, then those of the gradient at the input, as plain convolutions have them;
/// and how many of all were saved.
struct Counted {
  double forward = 0, backward = 0, saved = 0;
};

template <typename Forward>
Counted counted(Forward forward, at::Tensor input) {
  input.requires_grad_();
  // What constant kernels are made ready with counts once, in the first step.
  torch::autograd::grad({forward(input).sum()}, {input});
  ArithmeticCounter counter;
  const at::Tensor output = forward(input);
  Counted result;
  result.forward = counter.operations() + counter.saved();
  torch::autograd::grad({output.sum()}, {input});
  result.backward = counter.operations() + counter.saved() - result.forward;
  result.saved = counter.saved();
  return result;
}

}  // namespace

TEST_CASE("CLIP's image encoder asks for exactly the arithmetic that one feature needs",
          "[evaluate]") {
  const auto clip = ClipModel::load(TensorTable::fromTensors(tinyClipWeights()));
  const std::int64_t side = clip->config().imageSize;
  const Counted actual = counted([&](const at::Tensor &x) { return clip->encodeImage(x); },
                                 at::rand({2, 3, side, side}));
  const Flops needed = imageEncoderFlops(clip->config(), 2);
  CHECK(actual.forward == Approx(needed.forward));
  CHECK(actual.backward == Approx(needed.backward));
}

TEST_CASE("The generator asks for exactly the arithmetic that its picture needs", "[evaluate]") {
  VqganConfig config = tinyConfig();
  config.channels = 16;  // wide enough for Winograd's convolution
  const RandomVqgan tiny(config);
  const auto vqgan = VqganModel::load(TensorTable::fromTensors(tiny.tensors, "tiny.ckpt"), config);
  const Counted actual = counted([&](const at::Tensor &x) { return vqgan->synth(x); },
                                 at::rand({1, vqgan->config().embedDim, 4, 6}));
  const Flops needed = decodeFlops(vqgan->config(), 4, 6);
  CHECK((actual.saved > 0) == winograd::paysHere());
  CHECK(actual.forward == Approx(needed.forward));
  CHECK(actual.backward == Approx(needed.backward));
}

TEST_CASE("What a step saves and what it does are together the definition's arithmetic",
          "[evaluate]") {
  const auto clip = ClipModel::load(TensorTable::fromTensors(tinyClipWeights()))->config();
  const VqganConfig vqgan = tinyConfig();
  const Flops image = imageEncoderFlops(clip, 1), decoded = decodeFlops(vqgan, 4, 6);
  const double w = 128, tokens = 10, layers = 3, patch = 8 * 8 * 3;
  const double attention = layers * 4 * tokens * tokens * w;
  const double forward = 2 * (tokens - 1) * patch * w + layers * tokens * 24 * w * w + 2 * w * 32;
  const double upsampling = 2 * 9 * 16 * 16 * (8 * 12);   // 16 channels to 8 x 12 pixels
  const double done = 2 * 4 * 16 * 64 * (5 * 7 + 4 * 6);  // as four kernels of 2 x 2, both ways
  CHECK(savedInClip(clip, 1) ==
        Approx(2 * forward + 3 * attention - image.forward - image.backward));
  CHECK(savedInClip(clip, 3) == Approx(3 * savedInClip(clip, 1)));
  CHECK(savedInVqgan(vqgan, 4, 6) == Approx(2 * upsampling - done));
  CHECK(savedInClip(clip, 1) + savedInVqgan(vqgan, 4, 6) <
        image.forward + image.backward + decoded.forward);
}

TEST_CASE("Nothing is counted outside the counter's life, and convolutions count their steps",
          "[evaluate]") {
  const at::Tensor picture = at::rand({1, 3, 9, 9}), kernel = at::rand({4, 3, 3, 3});
  at::conv2d(picture, kernel);
  ArithmeticCounter counter;
  CHECK(counter.operations() == 0);
  at::conv2d(picture, kernel, {}, 2, 1);  // 5 x 5 places
  CHECK(counter.operations() == 2.0 * 4 * 3 * 9 * 25);
  at::mm(at::rand({2, 3}), at::rand({3, 5}));
  CHECK(counter.operations() == 2.0 * 4 * 3 * 9 * 25 + 2.0 * 2 * 3 * 5);
}
