// The pack's own edit, as long as a difference in the last bit needs to show.
#include <catch2/catch.hpp>

#include "engine/api/engine.h"
#include "tests/support/recording_observer.h"

using namespace everyword;

TEST_CASE("Edits side by side have the bytes of single ones after forty steps", "[run]") {
  const std::string space = GENERATE("stylegan2_w_plus", "stylegan2_styles");
  CAPTURE(space);
  const std::unique_ptr<Engine> engine = makeEngine(EVERYWORD_SOURCE_DIR "/resources");
  RunRequest request;
  request.mode = "edit";
  request.objective.prompt = "A person with purple hair";
  request.objective.words = {"purple", "hair"};
  request = engine->recommended(request);
  request.start.latentSpace = space;
  request.schedule.steps = 40;
  request.seed = 3;
  request.machine.precision = Precision::Fp32;
  request.machine.threads = 2;
  std::vector<RunRequest> requests(3, request);
  requests[0].objective.wordLambda = 0;
  requests[2].objective.wordLambda = 3.5;

  GroupObserver nobody;
  RunControl control;
  const std::vector<RunOutcome> together = engine->runTogether(requests, nobody, control);
  REQUIRE(together.size() == requests.size());
  for (std::size_t i = 0; i < requests.size(); ++i) {
    RunObserver unheard;
    const RunOutcome alone = engine->run(requests[i], unheard, control);
    REQUIRE(alone.step == 40);
    CHECK(together[i].frame->rgba == alone.frame->rgba);
    REQUIRE(together[i].latent->parts.size() == alone.latent->parts.size());
    for (std::size_t part = 0; part < alone.latent->parts.size(); ++part) {
      CHECK(together[i].latent->parts[part].values == alone.latent->parts[part].values);
    }
  }
}
