#include "engine/core/tensor_frame.h"

#include <ATen/ATen.h>

#include <catch2/catch.hpp>

using namespace everyword;

TEST_CASE("A picture survives the way to a frame and back to half a grey level", "[core]") {
  const at::Tensor picture = at::rand({1, 3, 5, 9});
  const auto frame = frameFromTensor(picture);
  CHECK(frame->width == 9);
  CHECK(frame->height == 5);
  CHECK(frame->rgba[3] == 255);
  const double difference = (tensorFromFrame(*frame) - picture).abs().max().item<double>();
  CHECK(difference <= 0.5 / 255 + 1e-6);
}

TEST_CASE("Values outside the range are clamped, not wrapped", "[core]") {
  const auto frame = frameFromTensor(
      at::stack({at::full({2, 2}, 2.0), at::full({2, 2}, -1.0), at::full({2, 2}, 0.5)}));
  CHECK(frame->rgba[0] == 255);
  CHECK(frame->rgba[1] == 0);
  CHECK(frame->rgba[2] == 128);
}

TEST_CASE("A frame resized by rows has the bytes of one resized as a whole", "[core]") {
  for (const auto &[height, width] :
       {std::pair<int, int>{700, 1600}, {1600, 700}, {3, 5}, {64, 32}}) {
    const auto frame = frameFromTensor(at::rand({1, 3, height, width}));
    const at::Tensor whole =
        at::_upsample_bilinear2d_aa(tensorFromFrame(*frame), {64, 32}, /*align_corners=*/false);
    CHECK(at::equal(resizedFromFrame(*frame, 64, 32), whole));
  }
}
