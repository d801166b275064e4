#include "engine/run/run_checkpoint.h"

#include <ATen/ATen.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "engine/api/errors.h"
#include "engine/core/rng.h"
#include "tests/support/temporary_folder.h"

using namespace everyword;

namespace {

RunState someState() {
  RunState state;
  state.request.objective.prompt = "a dog \"quoted\" and ünïcode";
  state.latent = at::randn({1, 4, 2, 3});
  state.optimiser = Adam::startFor(state.latent);
  state.optimiser.update(state.latent, at::randn({1, 4, 2, 3}), 0.1);
  state.randomState = Rng(5).state();
  state.step = 17;
  state.seconds = 2.5;
  state.losses = {{{"similarity", "Similarity", 0.25}, {"total", "Total", 1.5}}};
  return state;
}

}  // namespace

TEST_CASE("A saved run comes back bit by bit", "[run]") {
  const testing::TemporaryFolder folder;
  const std::string path = folder.file("state.run");
  const RunState state = someState();
  saveRunState(path, state);
  const RunState back = loadRunState(path);
  CHECK(at::equal(back.latent, state.latent));
  CHECK(at::equal(back.optimiser.firstMoment, state.optimiser.firstMoment));
  CHECK(at::equal(back.optimiser.secondMoment, state.optimiser.secondMoment));
  CHECK(at::equal(back.optimiser.step, state.optimiser.step));
  CHECK(at::equal(back.randomState, state.randomState));
  CHECK(back.request.toJson() == state.request.toJson());
  CHECK(back.step == 17);
  CHECK(back.losses.at(0).at(1).value == 1.5);
}

TEST_CASE("A damaged saved run is refused with one sentence", "[run]") {
  const testing::TemporaryFolder folder;
  const std::string path = folder.file("damaged.run");
  saveRunState(path, someState());
  std::filesystem::resize_file(path, std::filesystem::file_size(path) - 7);
  CHECK_THROWS_AS(loadRunState(path), FileError);
  std::ofstream(path) << "something else";
  CHECK_THROWS_AS(loadRunState(path), FileError);
  std::filesystem::remove(path);
  CHECK_THROWS_AS(loadRunState(path), FileError);
}
