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
  state.space = "somewhere";
  state.start = {at::randn({1, 4, 2, 3}), at::randn({5})};
  state.latent = {at::randn({1, 4, 2, 3}), at::randn({5})};
  state.optimiser = Adam::startFor(state.latent);
  state.optimiser.update(state.latent, {at::randn({1, 4, 2, 3}), at::randn({5})}, 0.1);
  state.randomState = Rng(5).state();
  state.step = 1;
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
  REQUIRE(back.latent.size() == 2);
  for (std::size_t i = 0; i < 2; ++i) {
    CHECK(at::equal(back.latent[i], state.latent[i]));
    CHECK(at::equal(back.start.at(i), state.start[i]));
    CHECK(at::equal(back.optimiser.firstMoments[i], state.optimiser.firstMoments[i]));
    CHECK(at::equal(back.optimiser.secondMoments[i], state.optimiser.secondMoments[i]));
    CHECK(at::equal(back.optimiser.steps[i], state.optimiser.steps[i]));
  }
  CHECK(at::equal(back.randomState, state.randomState));
  CHECK(back.request.toJson() == state.request.toJson());
  CHECK(back.space == "somewhere");
  CHECK(back.step == 1);
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

TEST_CASE("A saved run that cannot be right is refused before a step is taken", "[run]") {
  const everyword::testing::TemporaryFolder folder;
  const std::string path = folder.file("nonsense.run");
  const auto isRefused = [&](void (*spoil)(RunState &)) {
    RunState state = someState();
    spoil(state);
    saveRunState(path, state);
    CHECK_THROWS_AS(loadRunState(path), FileError);
  };
  saveRunState(path, someState());
  CHECK_NOTHROW(loadRunState(path));
  isRefused([](RunState &s) { s.step = -1; });
  isRefused([](RunState &s) { s.step = 1'000'000'000; });
  isRefused([](RunState &s) { s.seconds = -5; });
  isRefused([](RunState &s) { s.losses.clear(); });
  isRefused([](RunState &s) { s.latent[0] = s.latent[0].slice(2, 0, 0); });
  isRefused([](RunState &s) { s.latent[0] = at::cat({s.latent[0], s.latent[0]}); });
  isRefused([](RunState &s) { s.latent[0].fill_(std::nan("")); });
  isRefused([](RunState &s) { s.start[1].fill_(std::nan("")); });
  isRefused([](RunState &s) { s.start[0] = at::zeros({1, 4, 3, 2}); });
  isRefused([](RunState &s) { s.start[0] = s.start[0].to(at::kDouble); });
  isRefused([](RunState &s) { s.start.pop_back(); });
  isRefused([](RunState &s) {
    s.request.start.kind = Start::EarlierRun;
    s.request.start.state = "elsewhere.run";
    s.start.clear();
  });
  isRefused([](RunState &s) { s.optimiser.firstMoments[0].fill_(std::nan("")); });
  isRefused([](RunState &s) { s.optimiser.secondMoments[0].fill_(-1); });
  isRefused([](RunState &s) {
    s.optimiser.secondMoments[0] = s.optimiser.secondMoments[0].to(at::kByte);
  });
  isRefused([](RunState &s) { s.optimiser.steps[0] = at::zeros({1000}); });
  isRefused([](RunState &s) { s.optimiser.steps[0].fill_(-1); });
  isRefused([](RunState &s) { s.randomState = s.randomState.slice(0, 0, 40); });
  isRefused([](RunState &s) { s.randomState = at::zeros({0}, at::kByte); });
  isRefused([](RunState &s) { s.randomState = at::full_like(s.randomState, 255); });
  isRefused([](RunState &s) { s.request.schedule.steps = -1; });
  isRefused([](RunState &s) { s.request.objective.prompt.clear(); });
}
