#include <catch2/catch.hpp>
#include <cmath>
#include <nlohmann/json.hpp>

#include "engine/api/explain.h"
#include "engine/api/exporting.h"

using namespace everyword;
using Json = nlohmann::json;

TEST_CASE("run.json has the regions, the request and every loss at its top level", "[export]") {
  RunOutcome outcome;
  outcome.step = 12;
  outcome.promptSimilarity = 0.25;
  outcome.peakMemoryBytes = 1 << 20;
  outcome.regions = {{3, "red apple", {0.05, 0.3, 0.4, 0.5}, 0.5, 0.6, 0.4, 0.7, {}, 0.3}};
  outcome.lossesByStep = {{{"similarity", "Similarity", 1.5}, {"total", "Total", 1.25}},
                          {{"similarity", "Similarity", 1.0}, {"total", "Total", 0.5}}};
  outcome.request.objective.prompt = "a red apple";
  outcome.request.seed = 7;
  const Json json = Json::parse(runReportJson(outcome));

  REQUIRE(json.at("regions").size() == 1);
  const Json &region = json["regions"][0];
  CHECK(region.at("label") == "red apple");
  CHECK(region.at("box") == Json({0.05, 0.3, 0.4, 0.5}));
  CHECK(region.at("f1") == 0.5);
  CHECK(region.at("precision") == 0.6);
  CHECK(region.at("recall") == 0.4);
  CHECK(region.at("overlap") == 0.7);
  CHECK(region.at("clip_similarity") == 0.3);
  CHECK(json.at("outcome") == "finished");
  CHECK(json.at("steps") == 12);
  CHECK(json.at("prompt_similarity") == 0.25);
  CHECK(json.at("peak_memory_bytes") == 1 << 20);
  // Two steps since a checkpoint at step 10.
  CHECK(json.at("losses")[0].at("step") == 11);
  CHECK(json.at("losses")[1].at("step") == 12);
  CHECK(json.at("losses")[0].at("terms").at("similarity") == 1.5);
  const RunRequest again = RunRequest::fromJson(json.at("request").dump());
  CHECK(again.objective.prompt == "a red apple");
  CHECK(again.seed == 7);
}

TEST_CASE("A failed run says why, and numbers that are none do not spoil the JSON", "[export]") {
  RunOutcome outcome;
  outcome.kind = RunOutcome::Kind::Failed;
  outcome.error = "it broke";
  outcome.promptSimilarity = std::nan("");
  const Json json = Json::parse(runReportJson(outcome));
  CHECK(json.at("outcome") == "failed");
  CHECK(json.at("error") == "it broke");
  CHECK(json.at("prompt_similarity").is_null());
}

TEST_CASE("explain.json holds words and maps as rows of numbers", "[export]") {
  ExplainRequest request;
  request.picturePath = "a.png";
  request.prompt = "a dog";
  ExplainResult result;
  result.width = 4;
  result.height = 2;
  result.similarity = 0.5;
  result.words = {{"a", 0.25}, {"dog", 1.0}};
  result.similarities = {0.1, 0.4};
  result.maps = {{"", -1, 3, 2, {1, 2, 3, 4, 5, 6}}};
  const Json json = Json::parse(explainReportJson(result, request));
  CHECK(json.at("similarity") == 0.5);
  CHECK(json.at("words")[1].at("word") == "dog");
  CHECK(json.at("words")[1].at("relevance") == 1.0);
  CHECK(json.at("words")[1].at("clip_similarity") == 0.4);
  CHECK(json.at("maps")[0].at("values") == Json({{1, 2, 3}, {4, 5, 6}}));
}
