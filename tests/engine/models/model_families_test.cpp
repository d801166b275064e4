#include "engine/models/model_families.h"

#include <ATen/ATen.h>

#include <catch2/catch.hpp>

#include "engine/api/errors.h"

using namespace everyword;

namespace {

TensorTable tableOf(const std::vector<std::string> &names) {
  std::map<std::string, at::Tensor> tensors;
  for (const std::string &name : names) {
    tensors[name] = at::zeros({2, 2});
  }
  return TensorTable::fromTensors(tensors, "some.ckpt");
}

TensorTable vqganTable() {
  return tableOf({"state_dict.decoder.conv_in.weight", "state_dict.post_quant_conv.weight",
                  "state_dict.quantize.embedding.weight", "state_dict.loss.logvar"});
}

}  // namespace

TEST_CASE("A file's family is told from its tensors", "[models]") {
  REQUIRE(familyOf(vqganTable()));
  CHECK(familyOf(vqganTable())->id == "vqgan");
  const auto clip = tableOf({"token_embedding.weight", "positional_embedding", "visual.proj"});
  REQUIRE(familyOf(clip));
  CHECK(familyOf(clip)->id == "clip");
  CHECK(familyOf(tableOf({"layer.weight"})) == nullptr);
}

TEST_CASE("An autoencoder without a codebook is no VQGAN", "[models]") {
  CHECK(familyOf(tableOf({"decoder.conv_in.weight", "post_quant_conv.weight"})) == nullptr);
}

TEST_CASE("A model in the other's place is told by its name", "[models]") {
  CHECK_THROWS_WITH(requireFamily(vqganTable(), "clip"),
                    Catch::StartsWith("some.ckpt is a VQGAN, not a CLIP"));
  CHECK_THROWS_AS(requireFamily(tableOf({"layer.weight"}), "vqgan"), FileError);
  CHECK_NOTHROW(requireFamily(vqganTable(), "vqgan"));
}
