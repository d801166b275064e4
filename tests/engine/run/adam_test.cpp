#include "engine/run/adam.h"

#include <ATen/ATen.h>

#include <catch2/catch.hpp>
#include <cmath>

using namespace everyword;

TEST_CASE("Adam follows its published recurrence", "[run]") {
  at::Tensor parameter = at::full({3}, 1.0);
  Adam adam = Adam::startFor({parameter});
  double first = 0, second = 0, expected = 1.0;
  for (int step = 1; step <= 5; ++step) {
    const double gradient = 0.3 * step - 1.0;
    adam.update({parameter}, {at::full({3}, gradient)}, 0.1);
    first = 0.9 * first + 0.1 * gradient;
    second = 0.999 * second + 0.001 * gradient * gradient;
    expected -= 0.1 * (first / (1 - std::pow(0.9, step))) /
                (std::sqrt(second / (1 - std::pow(0.999, step))) + 1e-8);
    CHECK(parameter[1].item<double>() == Approx(expected).epsilon(1e-5));
  }
}

TEST_CASE("A gradient that lies in memory the other way round moves the right entries", "[run]") {
  at::Tensor parameter = at::zeros({1, 2, 3, 4});
  at::Tensor gradient = at::zeros({1, 2, 3, 4}).contiguous(at::MemoryFormat::ChannelsLast);
  gradient[0][1][2][0] = 1.0;
  Adam adam = Adam::startFor({parameter});
  adam.update({parameter}, {gradient}, 0.1);
  CHECK(parameter[0][1][2][0].item<double>() == Approx(-0.1));
  CHECK(parameter.abs().sum().item<double>() == Approx(0.1));
}

TEST_CASE("Several tensors are moved as each would be alone", "[run]") {
  const std::vector<at::Tensor> gradients = {at::randn({4}), at::randn({2, 3})};
  std::vector<at::Tensor> together = {at::zeros({4}), at::ones({2, 3})};
  Adam both = Adam::startFor(together);
  both.update(together, gradients, 0.1);
  both.update(together, gradients, 0.05);
  for (std::size_t i = 0; i < together.size(); ++i) {
    const std::vector<at::Tensor> alone = {at::full_like(together[i], static_cast<double>(i))};
    Adam adam = Adam::startFor(alone);
    adam.update(alone, {gradients[i]}, 0.1);
    adam.update(alone, {gradients[i]}, 0.05);
    CHECK(at::equal(together[i], alone[0]));
  }
}
