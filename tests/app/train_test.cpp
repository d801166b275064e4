#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "engine/api/exporting.h"
#include "tests/app/program.h"
#include "tests/support/temporary_folder.h"

using namespace everyword;
using namespace everyword::testing;
using Catch::Matchers::Contains;

namespace {

void writeColouredPictures(const TemporaryFolder &folder, int count) {
  std::ofstream table(folder.file("attributes.csv"));
  table << "file,part,colour\n";
  for (int i = 0; i < count; ++i) {
    Frame frame;
    frame.width = frame.height = 16;
    for (int p = 0; p < 256; ++p) {
      const auto red = static_cast<std::uint8_t>(i % 2 * 255);
      frame.rgba.insert(frame.rgba.end(), {red, 0, static_cast<std::uint8_t>(255 - red), 255});
    }
    const std::string name = std::to_string(i) + ".png";
    writePicture(folder.file(name), frame);
    table << name << (i < count / 2 ? ",train," : ",held_out,") << (i % 2 ? "red" : "blue") << "\n";
  }
}

}  // namespace

TEST_CASE("train attributes writes weights that inspect knows, and prints what was held out",
          "[cli]") {
  const TemporaryFolder folder;
  writeColouredPictures(folder, 16);
  const ProgramResult result = runEveryword(
      {"train", "attributes", ".", "-o", "a.safetensors", "--epochs", "3", "--threads", "1"},
      folder.path().string());
  CAPTURE(result.out, result.err);
  REQUIRE(result.exitCode == 0);
  CHECK_THAT(result.out, Contains("colour") && Contains("held out") &&
                             Contains("8 held-out pictures") && Contains("a.safetensors"));
  const ProgramResult inspected =
      runEveryword({"models", "inspect", "a.safetensors"}, folder.path().string());
  CAPTURE(inspected.out, inspected.err);
  CHECK(inspected.exitCode == 0);
  CHECK_THAT(inspected.out, Contains("attributes") && Contains("blue"));
}

TEST_CASE("What cannot be trained on is one sentence, and nothing is written", "[cli]") {
  const TemporaryFolder folder;
  const ProgramResult none =
      runEveryword({"train", "attributes", ".", "-o", "a.safetensors"}, folder.path().string());
  CHECK(none.exitCode == 2);
  CHECK_THAT(none.err, Contains("attributes.csv"));
  std::ofstream(folder.file("attributes.csv")) << "file,part,colour\n1.png,train\n";
  const ProgramResult damaged =
      runEveryword({"train", "attributes", ".", "-o", "a.safetensors"}, folder.path().string());
  CHECK(damaged.exitCode == 2);
  CHECK_THAT(damaged.err, Contains("line 2"));
  CHECK_FALSE(std::filesystem::exists(folder.file("a.safetensors")));
}
