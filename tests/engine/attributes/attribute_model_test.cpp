#include "engine/models/attributes/attribute_model.h"

#include <ATen/ATen.h>

#include <catch2/catch.hpp>

#include "engine/api/errors.h"
#include "engine/checkpoint/safetensors_writer.h"
#include "engine/models/model_families.h"
#include "tests/support/temporary_folder.h"

using namespace everyword;

namespace {

AttributeConfig smallConfig() {
  AttributeConfig config;
  config.side = 16;
  config.widths = {4, 8, 8};
  config.attributes = {{"hair", {"blond", "grey", "none"}}, {"hat", {"none", "on"}}};
  return config;
}

std::map<std::string, at::Tensor> randomWeights(const AttributeConfig &config) {
  at::manual_seed(5);
  std::map<std::string, at::Tensor> weights;
  for (const auto &[name, shape] : attributeShapes(config)) {
    weights[name] = at::randn(shape);
  }
  return weights;
}

struct SavedClassifier {
  testing::TemporaryFolder folder;
  AttributeConfig config = smallConfig();
  std::map<std::string, at::Tensor> weights = randomWeights(config);
  std::string metadata = config.metadata();

  TensorTable table() const {
    const std::string path = folder.file("attributes.safetensors");
    writeSafetensors(path, weights, {{AttributeConfig::kMetadata, metadata}});
    return TensorTable::open(path);
  }
};

}  // namespace

TEST_CASE("A saved classifier tells what it told before, of pictures of any size", "[attributes]") {
  const SavedClassifier saved;
  const auto model = AttributeModel::load(saved.table());
  CHECK(model->config().widths == saved.config.widths);
  REQUIRE(model->config().attributes.size() == 2);
  CHECK(model->config().attributes[0].values == saved.config.attributes[0].values);
  const at::Tensor pictures = at::rand({3, 3, 16, 16});
  const auto told = model->probabilities(pictures);
  const auto before = AttributeModel(saved.config, saved.weights).probabilities(pictures);
  REQUIRE(told.size() == 2);
  for (std::size_t i = 0; i < 2; ++i) {
    CHECK(at::equal(told[i], before[i]));
    CHECK(at::allclose(told[i].sum(1), at::ones({3})));
  }
  CHECK(told[0].size(1) == 3);
  CHECK(model->probabilities(at::rand({1, 3, 40, 25}))[1].size(1) == 2);
}

TEST_CASE("A classifier is known by its tensors", "[attributes]") {
  const SavedClassifier saved;
  const TensorTable table = saved.table();
  REQUIRE(familyOf(table) != nullptr);
  CHECK(familyOf(table)->id == "attributes");
  ModelReport report;
  familyOf(table)->describe({table, ""}, report);
  CHECK(report.problem.empty());
  CHECK_THAT(report.configJson, Catch::Contains("blond") && Catch::Contains("\"side\":16"));
}

TEST_CASE("A classifier that lacks a part is refused with the part's name", "[attributes]") {
  SavedClassifier saved;
  SECTION("a tensor") {
    saved.weights.erase("blocks.2.conv.weight");
    CHECK_THROWS_WITH(AttributeModel::load(saved.table()), Catch::Contains("blocks.2.conv.weight"));
  }
  SECTION("a value of the head") {
    saved.weights["attribute_head.bias"] = at::zeros({4});
    CHECK_THROWS_WITH(AttributeModel::load(saved.table()), Catch::Contains("attribute_head.bias"));
  }
}

TEST_CASE("Metadata that name no attributes are refused in a sentence", "[attributes]") {
  SavedClassifier saved;
  const std::string good = saved.metadata;
  for (const std::string bad :
       {"", "{", "[]", "7", "{\"version\":2}", "{\"version\":1}",
        "{\"version\":1,\"side\":16,\"attributes\":[]}",
        "{\"version\":1,\"side\":16,\"attributes\":[{\"name\":\"hair\",\"values\":[\"a\"]}]}",
        "{\"version\":1,\"side\":16,\"attributes\":[{\"name\":\"hair\",\"values\":[\"a\",\"a\"]}]}",
        "{\"version\":1,\"side\":16,\"attributes\":[{\"name\":7,\"values\":[\"a\",\"b\"]}]}",
        "{\"version\":1,\"side\":1e9,\"attributes\":[{\"name\":\"h\",\"values\":[\"a\",\"b\"]}]}",
        "{\"version\":1,\"side\":20,\"attributes\":[{\"name\":\"h\",\"values\":[\"a\",\"b\"]}]}"}) {
    saved.metadata = bad;
    CAPTURE(bad);
    CHECK_THROWS_AS(AttributeModel::load(saved.table()), FileError);
  }
  saved.metadata = good;
  CHECK_NOTHROW(AttributeModel::load(saved.table()));
}
