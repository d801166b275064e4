// Another mode and another generator by the same command: their flags come from the tables.
#include <ATen/ATen.h>

#include <catch2/catch.hpp>

#include "engine/api/exporting.h"
#include "engine/checkpoint/safetensors_writer.h"
#include "tests/app/program.h"
#include "tests/engine/biggan/random_biggan.h"
#include "tests/support/temporary_folder.h"

using namespace everyword;
using namespace everyword::testing;
using Catch::Matchers::Contains;

TEST_CASE("generate --mode dream draws with a BigGAN, and its recipe makes the picture again",
          "[cli]") {
  const TemporaryFolder folder;
  at::manual_seed(3);
  writeSafetensors(folder.file("tiny.safetensors"), TinyBigGan().tensors);
  const ProgramResult first = runEveryword(
      {"generate", "--mode", "dream", "--biggan", "tiny.safetensors", "--prompt", "a red apple",
       "--steps", "3", "--cutouts", "2", "--threads", "1", "--precision", "fp32", "-o", "out"},
      folder.path().string());
  CAPTURE(first.out, first.err);
  REQUIRE(first.exitCode == 0);
  const FramePtr picture = readPicture(folder.file("out/final.png"));
  CHECK(picture->width == TinyBigGan::configuration().resolution);
  const ProgramResult again = runEveryword(
      {"generate", "--request", "out/final.png", "-o", "again"}, folder.path().string());
  CAPTURE(again.out, again.err);
  REQUIRE(again.exitCode == 0);
  CHECK(readPicture(folder.file("again/final.png"))->rgba == picture->rgba);
}

TEST_CASE("A mode that is not there, or lacks its generator, is one sentence", "[cli]") {
  const TemporaryFolder folder;
  for (const auto &[mode, said] :
       {std::pair<std::string, std::string>{"nightmare", "choose one of: layout"},
        {"dream", "biggan"}}) {
    const ProgramResult result = runEveryword(
        {"generate", "--mode", mode, "--prompt", "a red apple", "--steps", "1", "-o", "out"},
        folder.path().string());
    CAPTURE(result.out, result.err);
    CHECK(result.exitCode == 2);
    CHECK_THAT(result.err, Contains(said));
  }
}
