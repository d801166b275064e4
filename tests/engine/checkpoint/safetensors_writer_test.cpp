#include "engine/checkpoint/safetensors_writer.h"

#include <ATen/ATen.h>

#include <catch2/catch.hpp>

#include "engine/api/errors.h"
#include "engine/checkpoint/tensor_table.h"
#include "tests/support/temporary_folder.h"

using namespace everyword;
using everyword::testing::TemporaryFolder;

TEST_CASE("What is written as safetensors is read back to the bit, with its metadata") {
  const TemporaryFolder folder;
  const std::map<std::string, at::Tensor> tensors = {
      {"plain", at::rand({2, 3, 4})},
      {"turned", at::rand({3, 5}).t()},
      {"half", at::rand({7}).to(at::kHalf)},
      {"bfloat", at::rand({7}).to(at::kBFloat16)},
      {"count", at::tensor({1, 2, 3}, at::kLong)},
      {"bytes", at::arange(5).to(at::kByte)},
      {"scalar", at::tensor(2.5)},
      {"empty", at::empty({0, 4})},
  };
  writeSafetensors(folder.file("a.safetensors"), tensors, {{"made", "h\xc3\xa4re \"x\""}});
  const TensorTable table = TensorTable::open(folder.file("a.safetensors"));
  CHECK(table.metadata().at("made") == "h\xc3\xa4re \"x\"");
  REQUIRE(table.infos().size() == tensors.size());
  for (const auto &[name, tensor] : tensors) {
    INFO(name);
    const at::Tensor read = table.load(name);
    CHECK(read.scalar_type() == tensor.scalar_type());
    CHECK(read.equal(tensor));
  }
  CHECK(folder.entries() == 1);
}

TEST_CASE("A type that the format lacks is refused, and the old file stays") {
  const TemporaryFolder folder;
  writeSafetensors(folder.file("a"), {{"x", at::ones({2})}});
  CHECK_THROWS_AS(writeSafetensors(folder.file("a"), {{"x", at::zeros({2}, at::kComplexFloat)}}),
                  Error);
  CHECK(TensorTable::open(folder.file("a")).load("x").equal(at::ones({2})));
  CHECK(folder.entries() == 1);
}
