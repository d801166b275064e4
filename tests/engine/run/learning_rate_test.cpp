#include <catch2/catch.hpp>
#include <cmath>

#include "engine/api/recipe.h"
#include "engine/run/optimise_loop.h"

using namespace everyword;

TEST_CASE("Without ramps the learning rate is the same in every step", "[run]") {
  Schedule schedule;
  for (const int step : {0, 1, 70, 149}) {
    CHECK(learningRateAt(schedule, step) == schedule.learningRate);
  }
}

TEST_CASE("The learning rate rises in a line from 0 and falls in a cosine to 0", "[run]") {
  Schedule schedule;
  schedule.steps = 200;
  schedule.rampUp = 0.05;
  schedule.rampDown = 0.25;
  CHECK(learningRateAt(schedule, 0) == 0);
  CHECK(learningRateAt(schedule, 5) == Approx(schedule.learningRate / 2));
  CHECK(learningRateAt(schedule, 10) == Approx(schedule.learningRate));
  CHECK(learningRateAt(schedule, 150) == Approx(schedule.learningRate));
  CHECK(learningRateAt(schedule, 175) == Approx(schedule.learningRate / 2));
  CHECK(learningRateAt(schedule, 200) == Approx(0).margin(1e-12));
}

TEST_CASE("The recipe of a frame keeps the learning rates that made it", "[run]") {
  RunRequest request;
  request.schedule.steps = 200;
  request.schedule.rampUp = 0.05;
  request.schedule.rampDown = 0.25;
  const RunRequest recipe = recipeAt(recipeAt(request, 180), 170);
  CHECK(recipe.schedule.steps == 170);
  for (int step = 0; step < 170; ++step) {
    CHECK(learningRateAt(recipe.schedule, step) == learningRateAt(request.schedule, step));
  }
}
