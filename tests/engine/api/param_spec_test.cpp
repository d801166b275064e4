#include "engine/api/param_spec.h"

#include <catch2/catch.hpp>
#include <set>

#include "engine/api/errors.h"

using namespace everyword;

TEST_CASE("Every parameter has a name of its own, a help sentence and a default in its range",
          "[api]") {
  std::set<std::string> names;
  for (const ParamSpec &spec : runParams()) {
    INFO(spec.name);
    CHECK(names.insert(spec.name).second);
    CHECK(spec.help.size() > 5);
    RunRequest request;
    CHECK_NOTHROW(setParam(request, spec, spec.defaultValue));
    CHECK(spec.get(request) == spec.defaultValue);
  }
}

TEST_CASE("Every choice of every parameter can be set and read back", "[api]") {
  for (const ParamSpec &spec : runParams()) {
    for (const std::string &choice : spec.choices) {
      RunRequest request;
      setParam(request, spec, choice);
      CHECK(spec.get(request) == ParamValue(choice));
    }
  }
}

TEST_CASE("Texts become numbers, and what is none is refused with the range", "[api]") {
  RunRequest request;
  setParam(request, *findParam("lambda"), std::string("0.4"));
  CHECK(request.objective.lambda == 0.4);
  setParam(request, *findParam("seed"), std::string("9007199254740991"));
  CHECK(request.seed == 9007199254740991ULL);
  CHECK_THROWS_WITH(setParam(request, *findParam("lambda"), std::string("lots")),
                    "'lambda' cannot be 'lots': use a number between 0 and 3.5");
  CHECK_THROWS_AS(setParam(request, *findParam("steps"), 2.5), InputError);
  CHECK_THROWS_AS(setParam(request, *findParam("lambda"), std::nan("")), InputError);
  CHECK_THROWS_AS(setParam(request, *findParam("method"), std::string("magic")), InputError);
  CHECK_THROWS_AS(setParam(request, *findParam("start_colour"), std::string("grey")), InputError);
  CHECK(findParam("no_such_parameter") == nullptr);
}
