// What a step asks for, against what it needs, counted from shapes by hand: work done twice, or a
// gradient that nobody wants, would show as a difference.
#include "engine/evaluate/arithmetic_counter.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>

#include <catch2/catch.hpp>

#include "engine/models/clip/clip_model.h"
#include "tests/engine/evaluate/step_flops.h"
#include "tests/engine/vqgan/tiny_vqgan.h"
#include "tests/support/tiny_clip.h"

using namespace everyword;

namespace {

/// Operations forwards, then those of the gradient at the input.
struct Counted {
  double forward = 0, backward = 0;
};

template <typename Forward>
Counted counted(Forward forward, at::Tensor input) {
  input.requires_grad_();
  ArithmeticCounter counter;
  const at::Tensor output = forward(input);
  Counted result;
  result.forward = counter.operations();
  torch::autograd::grad({output.sum()}, {input});
  result.backward = counter.operations() - result.forward;
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
  const TinyVqgan tiny;
  const auto vqgan = VqganModel::load(tiny.table(), tinyConfig());
  const Counted actual = counted([&](const at::Tensor &x) { return vqgan->synth(x); },
                                 at::rand({1, vqgan->config().embedDim, 4, 6}));
  const Flops needed = decodeFlops(vqgan->config(), 4, 6);
  CHECK(actual.forward == Approx(needed.forward));
  CHECK(actual.backward == Approx(needed.backward));
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
