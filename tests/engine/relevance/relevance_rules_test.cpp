#include "engine/relevance/relevance_rules.h"

#include <ATen/ATen.h>

#include <catch2/catch.hpp>

#include "engine/api/errors.h"
#include "engine/core/rng.h"
#include "engine/relevance/image_relevance.h"
#include "engine/relevance/text_relevance.h"

using namespace everyword;

TEST_CASE("Rule 5 averages over the heads what is positive in gradient times attention") {
  const auto attention = at::tensor({0.5, 0.5, 0.25, 0.75}).view({1, 2, 1, 2});
  const auto gradient = at::tensor({2.0, -2.0, 4.0, 1.0}).view({1, 2, 1, 2});
  const auto expected = at::tensor({(1.0 + 1.0) / 2, (0.0 + 0.75) / 2}).view({1, 1, 2});
  CHECK(at::allclose(averageHeads(attention, gradient), expected));
}

TEST_CASE("Rule 6 for one row equals that row of the whole product") {
  Rng rng(5);
  std::vector<at::Tensor> blocks;
  auto product = at::eye(6).expand({2, 6, 6});
  for (int b = 0; b < 4; ++b) {
    blocks.push_back(rng.uniformTensor({2, 6, 6}, 0, 1));
    product = product + at::bmm(blocks.back(), product);
  }
  const auto rows = at::tensor({0, 4}, at::kLong);
  const auto actual = rolloutRow(blocks, rows);
  CHECK(at::allclose(actual[0], product[0][0]));
  CHECK(at::allclose(actual[1], product[1][4]));

  // Of the last block the wanted row is enough.
  auto rowOnly = blocks;
  rowOnly.back() = blocks.back().narrow(1, 0, 1);
  CHECK(at::allclose(rolloutRow(rowOnly, at::zeros({2}, at::kLong))[0], product[0][0]));
}

TEST_CASE("Patches are the row without the class token, tokens lie between start and end") {
  const auto row = at::arange(1, 6, at::kFloat).expand({2, 5});
  CHECK(at::equal(patchRelevance(row)[0], at::tensor({2.f, 3.f, 4.f, 5.f})));
  const auto tokens = tokenRelevance(row, at::tensor({3, 1}, at::kLong));
  CHECK(at::equal(tokens[0], at::tensor({0.f, 2.f, 3.f, 0.f, 0.f})));
  CHECK(at::equal(tokens[1], at::zeros({5})));
}

TEST_CASE(
    "A word's relevance is the largest of its tokens, and none behind the end of the context") {
  const auto relevance = at::tensor({9.f, 0.5f, 0.25f, 0.75f, 0.f});
  const auto words = wordRelevance(relevance, {{0, 1}, {1, 3}, {3, 9}, {7, 9}});
  CHECK(words == std::vector<double>{0.5, 0.75, 0.0, 0.0});
}

TEST_CASE("A map of patches that fill no square is refused") {
  CHECK(asGrid(at::zeros({2, 3, 49})).sizes() == at::IntArrayRef({2, 3, 7, 7}));
  CHECK_THROWS_AS(asGrid(at::zeros({2, 3, 48})), ShapeError);
}
