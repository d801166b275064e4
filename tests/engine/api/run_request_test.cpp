#include "engine/api/run_request.h"

#include <catch2/catch.hpp>

#include "engine/api/errors.h"

using namespace everyword;
using Catch::Matchers::Contains;

namespace {

RunRequest twoBoxes() {
  RunRequest request;
  request.objective.prompt = "a red apple and a dog on grass";
  request.objective.regions = {{1, "red apple", {0.05, 0.3, 0.4, 0.5}, 1.0, {}, true},
                               {2, "dog", {0.55, 0.35, 0.4, 0.5}, 0.5, 0.3, true}};
  return request;
}

}  // namespace

TEST_CASE("A request survives the way to JSON and back", "[api]") {
  RunRequest request = twoBoxes();
  request.seed = 9007199254740991;
  request.objective.method = Method::SimilarityMasked;
  request.start.kind = Start::TwoColours;
  request.objective.lambda = 0.35;
  request.models.files["clip"] = "/models/ViT-B-32.pt";
  const RunRequest back = RunRequest::fromJson(request.toJson());
  CHECK(back.objective.regions == request.objective.regions);
  CHECK(back.models == request.models);
  CHECK(back.seed == request.seed);
  CHECK(back.objective.method == request.objective.method);
  CHECK(back.toJson() == request.toJson());
}

TEST_CASE("A request's bad fields are named in one sentence", "[api]") {
  RunRequest request = twoBoxes();
  CHECK_NOTHROW(request.check());

  SECTION("nothing to draw") {
    request.objective.prompt = "  ";
    request.objective.regions.clear();
    CHECK_THROWS_WITH(request.check(), Contains("nothing to draw"));
  }
  SECTION("a box outside the picture") {
    request.objective.regions[0].box.x = 0.7;
    CHECK_THROWS_WITH(request.check(), Contains("'red apple' lies outside the picture"));
  }
  SECTION("a box of no size") {
    request.objective.regions[1].box.height = 0;
    CHECK_THROWS_WITH(request.check(), Contains("'dog' has no size"));
  }
  SECTION("two boxes of one label") {
    request.objective.regions[1].label = "red apple";
    CHECK_THROWS_WITH(request.check(), Contains("two boxes have the label 'red apple'"));
  }
  SECTION("a disabled box does not count") {
    request.objective.regions[1].label = "red apple";
    request.objective.regions[1].enabled = false;
    CHECK_NOTHROW(request.check());
  }
  SECTION("a box of not-a-number") {
    request.objective.regions[1].box.width = std::nan("");
    CHECK_THROWS_AS(request.check(), InputError);
  }
  SECTION("a value out of range") {
    request.schedule.steps = 0;
    CHECK_THROWS_WITH(request.check(), Contains("'steps'") && Contains("between 1 and 5000"));
  }
}

TEST_CASE("What is no request is refused with one sentence", "[api]") {
  CHECK_THROWS_AS(RunRequest::fromJson("{"), InputError);
  CHECK_THROWS_AS(RunRequest::fromJson("[]"), InputError);
  CHECK_THROWS_AS(RunRequest::fromJson(R"({"version": 99})"), InputError);
  CHECK_THROWS_AS(RunRequest::fromJson(R"({"steps": "many"})"), InputError);
  CHECK_THROWS_AS(RunRequest::fromJson(R"({"regions": [{"label": "a", "box": [0, 0, 1]}]})"),
                  InputError);
  CHECK_THROWS_AS(RunRequest::fromJson(R"({"regions": [{"box": [0, 0, 1, 1]}]})"), InputError);
  CHECK(RunRequest::fromJson(R"({"prompt": "a dog", "of_the_future": 3})").objective.prompt ==
        "a dog");
}
