#include <ATen/ATen.h>

#include <catch2/catch.hpp>

#include "engine/api/errors.h"
#include "engine/checkpoint/tensor_table.h"

using namespace everyword;

namespace {

TensorTable table() {
  return TensorTable::fromTensors({{"conv.weight", at::ones({2, 3})},
                                   {"norm.num_batches_tracked", at::zeros({}, at::kLong)},
                                   {"loss.vgg.weight", at::ones({1})},
                                   {"half", at::ones({4}, at::kHalf)},
                                   {"spare", at::ones({1})}},
                                  "/models/clip.pt");
}

}  // namespace

TEST_CASE("Weights of the right shape come as float32 and finish without complaint") {
  const TensorTable weights = table();
  WeightLoader loader(weights);
  loader.ignore("loss.");
  loader.ignore("num_batches_tracked");
  CHECK(loader.get("conv.weight", {2, 3}).equal(at::ones({2, 3})));
  CHECK(loader.get("half", {-1}).scalar_type() == at::kFloat);
  CHECK_FALSE(loader.getOptional("bias", {2}).defined());
  CHECK(loader.extra() == std::vector<std::string>{"spare"});
  CHECK_NOTHROW(loader.finish("CLIP"));
}

TEST_CASE("One error lists every missing, mis-shaped and extra tensor") {
  const TensorTable weights = table();
  WeightLoader loader(weights);
  loader.ignore("loss.");
  CHECK(loader.get("bias", {5, -1}).sizes() == at::IntArrayRef({5, 1}));
  CHECK(loader.get("scale", {1}).sizes() == at::IntArrayRef({1}));
  CHECK(loader.get("conv.weight", {4, -1}).sizes() == at::IntArrayRef({4, 1}));
  CHECK(loader.getOptional("half", {2, 2}).sizes() == at::IntArrayRef({2, 2}));
  CHECK(loader.missing() == std::vector<std::string>{"bias", "scale"});
  CHECK_THROWS_WITH(loader.finish("CLIP"),
                    "clip.pt is no complete CLIP: missing bias, scale; wrong shape: conv.weight is "
                    "[2,3], expected [4,*], "
                    "half is [4], expected [2,2]; extra: norm.num_batches_tracked, spare");
  CHECK_THROWS_AS(loader.finish("CLIP"), FileError);
}

TEST_CASE("A table below a prefix of a prefix still finds its tensors") {
  const TensorTable below = table().sub("loss.").sub("vgg.");
  REQUIRE(below.infos().size() == 1);
  CHECK(below.load("weight").equal(at::ones({1})));
}

TEST_CASE("A table converts to the type that it was asked for, its parts too") {
  const TensorTable table =
      TensorTable::fromTensors({{"net.a", at::ones({2}, at::kHalf)}, {"net.b", at::eye(2)}});
  CHECK(table.loadFloat("net.a").scalar_type() == at::kFloat);
  const TensorTable wide =
      table.withOptions({.type = at::kDouble}).sub("net.").asChosen("the only one", false);
  CHECK(wide.loadFloat("a").scalar_type() == at::kDouble);
  CHECK(wide.load("a").scalar_type() == at::kHalf);
  WeightLoader loader(wide);
  CHECK(loader.get("b", {2, 2}).scalar_type() == at::kDouble);
}
