#include "engine/models/clip/renamed_table.h"

#include <ATen/ATen.h>

#include <catch2/catch.hpp>

#include "tests/engine/checkpoint/pickle_builder.h"

using namespace everyword;
using namespace everyword::testing;

namespace {

TensorTable tableOfViews(const TemporaryFolder &folder, const std::vector<std::int64_t> &shape) {
  const std::vector<std::int64_t> stride(shape.size(), 0);
  const std::string one = tensor(storage("0", 1), 0, shape, stride);
  return TensorTable::open(
      writeZip(folder.file("m.pt"),
               archiveOf(dict({{"q", one}, {"k", one}, {"v", one}}), {{"0", floatBytes({3})}})));
}

TensorTable renamedOf(const TensorTable &table) {
  RenamedTable renamed(table);
  renamed.rename("q", "same");
  renamed.transpose("k", "turned");
  REQUIRE(renamed.stack({"q", "k", "v"}, "stacked"));
  return std::move(renamed).finish();
}

}  // namespace

TEST_CASE("Renaming and turning an expanded view takes no memory, and stacking gives its numbers") {
  const TemporaryFolder folder;
  const TensorTable renamed = renamedOf(tableOfViews(folder, {2, 5}));
  for (const auto &[name, shape] : std::map<std::string, std::vector<std::int64_t>>{
           {"same", {2, 5}}, {"turned", {5, 2}}, {"stacked", {6, 5}}}) {
    INFO(name);
    CHECK(renamed.loadFloat(name).equal(at::full(shape, 3.0F)));
  }
  CHECK(renamed.loadFloat("turned").storage().nbytes() == 4);
}

TEST_CASE("Stacked views that stand for gigabytes are refused before they are made whole") {
  const TemporaryFolder folder;
  const TensorTable renamed = renamedOf(tableOfViews(folder, {32768, 32768}));
  CHECK(renamed.load("same").storage().nbytes() == 4);
  CHECK(renamed.load("turned").storage().nbytes() == 4);
  CHECK_THROWS_WITH(renamed.load("stacked"), Catch::Contains("m.pt is damaged") &&
                                                 Catch::Contains("'q' stands for far more"));
}
