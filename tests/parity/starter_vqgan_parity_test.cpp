// What the starter pack's own VQGAN must give for one picture and one grid of codes.

#include <ATen/ATen.h>

#include <catch2/catch.hpp>

#include "engine/models/vqgan/vqgan_model.h"
#include "tests/support/fixture.h"

using namespace everyword;

TEST_CASE("The starter pack's VQGAN encodes and decodes as its fixture says", "[parity][vqgan]") {
  const at::NoGradGuard noGrad;
  const Fixture golden("starter", "starter");
  const auto config = VqganConfig::fromYaml(starterFolder() + "/vqgan.yaml");
  const auto model =
      VqganModel::load(TensorTable::open(starterFolder() + "/vqgan.safetensors"), config);

  CHECK(golden.compare("encoded", model->encode(golden.in("picture") * 2 - 1)));
  const at::Tensor codes = golden.in("codes").to(at::kLong);
  CHECK(golden.compare("decoded", model->decode(model->latentFromCodes(codes))));
}
