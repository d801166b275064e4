#include "engine/api/run_request.h"

#include <catch2/catch.hpp>

#include "engine/api/errors.h"
#include "engine/api/param_spec.h"

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
}

namespace {

std::string faultOf(const std::string &json) {
  try {
    RunRequest::fromJson(json);
    return "";
  } catch (const InputError &error) {
    return error.what();
  }
}

std::string withRegion(const std::string &fields) {
  return R"({"prompt": "a dog", "regions": [{"label": "dog", "box": [0, 0, 1, 1])" + fields + "}]}";
}

}  // namespace

TEST_CASE("Unknown keys and keys given twice are named, with the nearest known one", "[api]") {
  CHECK_THAT(faultOf(R"({"prompt": "a dog", "steppes": 5})"),
             Contains("'steppes'") && Contains("did you mean 'steps'?"));
  CHECK_THAT(faultOf(R"({"promt": "a dog", "seed": 1})"), Contains("did you mean 'prompt'?"));
  CHECK_THAT(faultOf(R"({"prompt": "a dog", "prompt": "a cat"})"), Contains("'prompt' twice"));
  CHECK_THAT(faultOf(R"({"images": [], "annotations": []})"),
             Contains("holds JSON, but no request"));
  CHECK_THAT(faultOf(withRegion(R"(, "wieght": 1)")), Contains("did you mean 'weight'?"));
  CHECK_THAT(faultOf(R"({"models": {"pack": "starter", "files": {}, "clip": ""}})"),
             Contains("'clip'"));
}

TEST_CASE("A version is a whole number that has been written", "[api]") {
  for (const char *version : {"4294967297", "-1", "0", "0.5", "3", "\"1\"", "null", "1e300"}) {
    CAPTURE(version);
    CHECK_FALSE(faultOf(std::string(R"({"prompt": "a dog", "version": )") + version + "}").empty());
  }
  CHECK(faultOf(R"({"prompt": "a dog", "version": 1})").empty());
}

TEST_CASE("Ids are unique whole numbers, and there are at most 64 boxes", "[api]") {
  CHECK(faultOf(withRegion(R"(, "id": 2147483647)")).empty());
  for (const char *id : {"99999999999999", "2147483648", "-5", "0", "1.5", "null", "\"1\""}) {
    CAPTURE(id);
    CHECK_THAT(faultOf(withRegion(std::string(R"(, "id": )") + id)), Contains("id"));
  }
  CHECK_THAT(faultOf(R"({"regions": [{"id": 1, "label": "dog", "box": [0, 0, 1, 1]},
                                     {"id": 1, "label": "cat", "box": [0, 0, 1, 1]}]})"),
             Contains("two boxes have the id 1"));
  std::string many = R"({"regions": [)";
  for (int i = 0; i < 20000; ++i) {
    many += (i == 0 ? "" : ",") + std::string(R"({"label": "dog", "box": [0, 0, 1, 1]})");
  }
  CHECK_THAT(faultOf(many + "]}"), Contains("at most 64"));
}

TEST_CASE("Nonsense in a request is refused in one short sentence", "[api]") {
  const std::string bad[] = {
      R"({"regions": {}, "prompt": "a"})",
      R"({"regions": null, "prompt": "a"})",
      R"({"prompt": null})",
      R"({"prompt": "a\u0000b"})",
      R"({"prompt": "a dog", "words": "dog"})",
      R"({"prompt": "a dog", "seed": 18446744073709551615})",
      R"({"prompt": "a dog", "lambda": 1e308})",
      R"({"prompt": "a dog", "models": []})",
      R"({"prompt": "a dog", "models": {"clip": 3}})",
      withRegion(R"(, "weight": 1e308)"),
      withRegion(R"(, "weight": -1)"),
      withRegion(R"(, "lambda": 1e308)"),
      withRegion(R"(, "enabled": 1)"),
      R"({"regions": [{"label": "dog \u001b[2J", "box": [0, 0, 1, 1]}]})",
      R"({"regions": [{"label": "dog", "box": [0, 0, 1, 1, 1]}]})",
      R"({"regions": [{"label": "dog", "box": [0, 0, 1, "1"]}]})",
      R"({"regions": [[]]})",
      R"({"steps": ")" + std::string(50000, 'x') + R"("})",
      R"({"prompt": ")" + std::string(2000000, 'a') + R"("})",
      R"({"prompt": )" + std::string(60000, '[') + std::string(60000, ']') + "}"};
  for (const std::string &json : bad) {
    const std::string fault = faultOf(json);
    CAPTURE(json.substr(0, 80), fault);
    CHECK_FALSE(fault.empty());
    CHECK(fault.size() <= 300);
    CHECK(fault.find('\x1b') == std::string::npos);
  }
}

TEST_CASE("A box has to cover a visible part of the picture", "[api]") {
  RunRequest request = twoBoxes();
  request.objective.regions[0].box.width = 1e-9;
  CHECK_THROWS_WITH(request.check(), Contains("too small"));
}

TEST_CASE("Every number of the table is refused outside its range and taken at its ends", "[api]") {
  for (const ParamSpec &spec : runParams()) {
    if (spec.type != ParamSpec::Type::Int && spec.type != ParamSpec::Type::Real) {
      continue;
    }
    const auto with = [&](double value) {
      const std::string text = spec.type == ParamSpec::Type::Int
                                   ? std::to_string(static_cast<long long>(value))
                                   : std::to_string(value);
      return faultOf(R"({"prompt": "a dog", ")" + spec.name + "\": " + text + "}");
    };
    CAPTURE(spec.name);
    CHECK(with(spec.minimum).empty());
    CHECK(with(spec.maximum).empty());
    CHECK_THAT(with(spec.minimum - 1), Contains(spec.name));
    CHECK_THAT(with(spec.maximum + 2), Contains(spec.name));
  }
}

TEST_CASE("A request of version 1 is read", "[api]") {
  const RunRequest request = RunRequest::fromJson(R"({
    "version": 1, "prompt": "a red apple and a dog",
    "regions": [{"id": 3, "label": "dog", "box": [0.5, 0.25, 0.4, 0.5], "weight": 0.5,
                 "enabled": false, "lambda": 0.3}],
    "models": {"pack": "starter", "clip": "/models/a.pt", "merges": "", "vqgan": "", "vqgan_config": ""},
    "method": "masked", "copies": 3, "steps": 20, "lambda": 0.35, "seed": 9007199254740991,
    "width": 64, "start": "plain", "start_colour": "#102030", "threads": 1, "precision": "fp32"})");
  CHECK(request.objective.regions.at(0) ==
        Region{3, "dog", {0.5, 0.25, 0.4, 0.5}, 0.5, 0.3, false});
  CHECK(request.models.path("clip") == "/models/a.pt");
  CHECK(request.models.files.size() == 1);
  CHECK(request.cutouts.count == 3);
  CHECK(request.objective.method == Method::Masked);
  CHECK(request.seed == 9007199254740991);
  CHECK(request.start.kind == Start::Plain);
  CHECK(RunRequest::fromJson(request.toJson()).toJson() == request.toJson());
}
