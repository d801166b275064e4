#include "engine/run/start_latent.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "engine/api/errors.h"
#include "engine/run/latent_value.h"
#include "engine/run/optimise_loop.h"
#include "tests/engine/run/tiny_step.h"
#include "tests/support/temporary_folder.h"

using namespace everyword;
using namespace everyword::testing;

namespace {

/// A request whose picture has the size of startLatent()'s.
RunRequest tinyRequest() {
  RunRequest request;
  request.objective.prompt = "anything";
  const PictureSize size = space().pictureSizeOf(everyword::testing::startLatent());
  request.start.width = size.width;
  request.start.height = size.height;
  return request;
}

std::vector<at::Tensor> started(const StartPoint &start) {
  Rng rng(1);
  return everyword::startLatent(start, space(), rng);
}

StartPoint fromLatent(const Latent &latent) {
  StartPoint start = tinyRequest().start;
  start.kind = Start::EarlierRun;
  start.latent = std::make_shared<Latent>(latent);
  return start;
}

}  // namespace

TEST_CASE("A run starts where the latent of an earlier one ended", "[run]") {
  const std::vector<at::Tensor> leaves = everyword::testing::startLatent();
  const LatentPtr latent = latentOf(leaves, "vqgan_codes");
  CHECK(at::equal(started(fromLatent(*latent)).at(0), leaves[0]));

  RunState state = startRun(tinyRequest(), space());
  state.latent = leaves;
  const TemporaryFolder folder;
  saveRunState(folder.file("earlier.run"), state);
  StartPoint start = tinyRequest().start;
  start.kind = Start::EarlierRun;
  start.state = folder.file("earlier.run");
  CHECK(at::equal(started(start).at(0), leaves[0]));
  start.state = folder.file("nothing.run");
  CHECK_THROWS_AS(started(start), FileError);
}

TEST_CASE("A latent that does not belong to the run is refused with what is wrong", "[run]") {
  const Latent good = *latentOf(everyword::testing::startLatent(), "vqgan_codes");
  const auto isRefused = [&](const char *said, void (*spoil)(Latent &)) {
    Latent latent = good;
    spoil(latent);
    CHECK_THROWS_WITH(started(fromLatent(latent)), Catch::Contains(said));
    CHECK_THROWS_AS(started(fromLatent(latent)), InputError);
  };
  isRefused("biggan_z", [](Latent &l) { l.space = "biggan_z"; });
  isRefused("fit this generator", [](Latent &l) { l.parts.clear(); });
  isRefused("fit this generator", [](Latent &l) { l.parts.push_back(l.parts[0]); });
  isRefused("fit this generator", [](Latent &l) { l.parts[0].shape.push_back(1); });
  isRefused("to have", [](Latent &l) {
    l.parts[0].shape[2] *= 2;
    l.parts[0].values.resize(l.parts[0].values.size() * 2);
  });
  isRefused("shape", [](Latent &l) { l.parts[0].values.pop_back(); });
  isRefused("shape", [](Latent &l) { l.parts[0].values.clear(); });
  isRefused("shape", [](Latent &l) { l.parts[0].shape[1] = 0; });
  isRefused("shape", [](Latent &l) {
    l.parts[0].shape[2] *= -1;
    l.parts[0].shape[3] *= -1;
  });
  isRefused("shape", [](Latent &l) {
    l.parts[0].shape = {std::numeric_limits<std::int64_t>::max(), 2, 1, 1};
  });
  isRefused("no number", [](Latent &l) { l.parts[0].values[3] = std::nanf(""); });
}

TEST_CASE("Every latent space can start from an earlier run", "[run]") {
  for (const LatentSpaceEntry &entry : latentSpaces()) {
    CHECK_NOTHROW(requireStart(entry.id, Start::EarlierRun));
  }
}
