#include "engine/api/run_control.h"

#include <catch2/catch.hpp>
#include <thread>

using namespace everyword;

TEST_CASE("The newest update wins and is taken once", "[api]") {
  RunControl control;
  RunRequest request;
  request.objective.lambda = 1;
  control.update(request);
  request.objective.lambda = 2;
  control.update(request);
  CHECK(control.takeUpdate()->objective.lambda == 2);
  CHECK_FALSE(control.takeUpdate());
}

TEST_CASE("Stopping wakes a paused run", "[api]") {
  RunControl control;
  control.pause();
  bool goOn = true;
  std::thread run([&] { goOn = control.waitWhilePaused(); });
  control.stop();
  run.join();
  CHECK_FALSE(goOn);
}

TEST_CASE("Resuming lets a paused run go on", "[api]") {
  RunControl control;
  control.pause();
  bool goOn = false;
  std::thread run([&] { goOn = control.waitWhilePaused(); });
  control.resume();
  run.join();
  CHECK(goOn);
}
