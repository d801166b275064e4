// A model in several files with HuggingFace's index.
#include <ATen/ATen.h>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "engine/checkpoint/safetensors_writer.h"
#include "tests/engine/checkpoint/checkpoint_bytes.h"

using namespace everyword;
using namespace everyword::testing;
using Catch::Contains;

namespace {

const std::string kIndex = "model.safetensors.index.json";
const std::string kFirst = "model-00001-of-00002.safetensors";
const std::string kSecond = "model-00002-of-00002.safetensors";

struct Shards {
  Shards() {
    everyword::writeSafetensors(folder.file(kFirst), {{"a", at::ones({2})}});
    everyword::writeSafetensors(folder.file(kSecond), {{"b", at::full({3}, 5.F)}});
    index({{"a", kFirst}, {"b", kSecond}});
  }
  std::string index(const nlohmann::json &weights) {
    return folder.write(kIndex, nlohmann::json{{"metadata", {}}, {"weight_map", weights}}.dump());
  }
  TemporaryFolder folder;
};

}  // namespace

TEST_CASE("An index opens all its shards as one table", "[checkpoint]") {
  const Shards shards;
  const TensorTable table = TensorTable::open(shards.folder.file(kIndex));
  CHECK(table.infos().size() == 2);
  CHECK(table.format() == "safetensors in 2 parts");
  CHECK(table.load("a").equal(at::ones({2})));
  CHECK(table.loadFloat("b").equal(at::full({3}, 5.F)));
  CHECK(table.fileBytes() == std::filesystem::file_size(shards.folder.file(kFirst)) +
                                 std::filesystem::file_size(shards.folder.file(kSecond)));
  CHECK(shardsOf(shards.folder.file(kIndex)) ==
        std::vector<std::string>{shards.folder.file(kFirst), shards.folder.file(kSecond)});
}

TEST_CASE("A shard alone says which part it is and what to choose", "[checkpoint]") {
  const Shards shards;
  CHECK(refusal(shards.folder.file(kSecond)) ==
        kSecond + " is part 2 of 2 of a model: choose " + kIndex);
  const std::string whole = shards.folder.file("model-00001-of-00001.safetensors");
  std::filesystem::rename(shards.folder.file(kFirst), whole);
  CHECK(refusal(whole).empty());
}

TEST_CASE("An index cannot name files elsewhere, missing parts or missing tensors",
          "[checkpoint]") {
  Shards shards;
  for (const std::string name : {"../x.safetensors", "/etc/passwd", "..", "", "a\\b"}) {
    INFO(name);
    CHECK_THAT(refusal(shards.index({{"a", name}})), Contains("which is no file beside it"));
  }
  CHECK_THAT(refusal(shards.index({{"a", "absent.safetensors"}})),
             Contains("the part 'absent.safetensors'") && Contains("is missing"));
  CHECK_THAT(refusal(shards.index({{"c", kFirst}})), Contains("has no tensor \"c\""));
  CHECK_THAT(refusal(shards.folder.write(kIndex, "{}")), Contains("has no weight_map"));
  CHECK_THAT(refusal(shards.folder.write(kIndex, std::string("{").append(9 << 20, ' '))),
             Contains("describes far too much"));
}
