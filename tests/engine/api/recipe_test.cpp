#include "engine/api/recipe.h"

#include <catch2/catch.hpp>

#include "engine/api/errors.h"

using namespace everyword;

namespace {

RunRequest request() {
  RunRequest request;
  request.objective.prompt = "a dog";
  request.objective.regions = {{1, "dog", {0.1, 0.1, 0.5, 0.5}, 1.0, {}, true}};
  request.schedule.steps = 20;
  return request;
}

RunRequest withBoxAt(double x) {
  RunRequest moved = request();
  moved.objective.regions[0].box.x = x;
  return moved;
}

}  // namespace

TEST_CASE("The changes between two requests, made to the first, are the second", "[api]") {
  RunRequest after = withBoxAt(0.3);
  after.objective.lambda = 0.7;
  after.objective.words = {"dog"};
  const std::string changes = changesBetween(request(), after);
  CHECK_THAT(changes, Catch::Contains("lambda") && !Catch::Contains("steps"));
  CHECK(withChanges(request(), changes).toJson() == after.toJson());
  CHECK(withChanges(after, changesBetween(after, request())).toJson() == request().toJson());
  CHECK(changesBetween(after, after).empty());
}

TEST_CASE("Changes that are no request's fields are refused", "[api]") {
  for (const char *changes : {"", "[]", "{", R"({"nonsense": 1})", R"({"lambda": "much"})"}) {
    CAPTURE(changes);
    CHECK_THROWS_AS(withChanges(request(), changes), Error);
  }
}

TEST_CASE("The recipe of a frame ends there, with the edits up to there", "[api]") {
  RunRequest run = request();
  const RunRequest first = withBoxAt(0.2), second = withBoxAt(0.3);
  run.edits = {{5, changesBetween(request(), first)}, {9, changesBetween(first, second)}};

  const RunRequest early = recipeAt(run, 5);
  CHECK(early.schedule.steps == 5);
  CHECK(early.edits.empty());  // an edit counts from the step after it
  const RunRequest later = recipeAt(run, 6);
  CHECK(later.schedule.steps == 6);
  REQUIRE(later.edits.size() == 1);
  CHECK(withEditsMade(later).objective.regions == first.objective.regions);
  CHECK(withEditsMade(run).objective.regions == second.objective.regions);
  CHECK(withEditsMade(run).edits.empty());
  CHECK(recipeAt(run, 0).schedule.steps == 1);
}
