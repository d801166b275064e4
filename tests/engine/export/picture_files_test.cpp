#include <catch2/catch.hpp>
#include <cstdlib>

#include "engine/api/errors.h"
#include "engine/api/exporting.h"
#include "engine/core/atomic_file.h"
#include "engine/core/read_file.h"
#include "engine/export/exporters.h"
#include "tests/engine/export/test_frames.h"
#include "tests/support/temporary_folder.h"

using namespace everyword;
using Catch::Matchers::Contains;
using everyword::testing::TemporaryFolder;
using everyword::testing::testFrame;

namespace {

/// Mean absolute difference of the channels.
double difference(const Frame &a, const Frame &b) {
  REQUIRE(a.rgba.size() == b.rgba.size());
  double sum = 0;
  for (std::size_t i = 0; i < a.rgba.size(); ++i) {
    sum += std::abs(int(a.rgba[i]) - int(b.rgba[i]));
  }
  return sum / double(a.rgba.size());
}

}  // namespace

TEST_CASE("A PNG gives back every byte of the picture", "[export]") {
  const TemporaryFolder folder;
  const FramePtr frame = testFrame(37, 21);
  writePicture(folder.file("a.png"), *frame);
  const FramePtr read = readPicture(folder.file("a.png"));
  CHECK(read->width == 37);
  CHECK(read->height == 21);
  CHECK(read->rgba == frame->rgba);
}

TEST_CASE("Every format of the table can be written and read again", "[export]") {
  const TemporaryFolder folder;
  const FramePtr frame = testing::plainFrame(40, 24, 200, 90, 40);
  REQUIRE(pictureFormats().size() == exporters().size());
  CHECK(pictureFormats().front().carriesRecipe);  // what is offered first loses nothing
  for (const PictureFormat &format : pictureFormats()) {
    for (const std::string &extension : format.extensions) {
      INFO(format.format << " " << extension);
      writePicture(folder.file("a" + extension), *frame);
      const FramePtr read = readPicture(folder.file("a" + extension));
      CHECK(read->width == 40);
      CHECK(difference(*read, *frame) < 3.0);
    }
  }
}

TEST_CASE("A PNG carries its recipe, ASCII or not, and a picture without one says so", "[export]") {
  const TemporaryFolder folder;
  const FramePtr frame = testFrame(8, 8);
  for (const std::string &recipe :
       {std::string("{\"prompt\": \"a dog\"}"), std::string("{\"prompt\": \"ein Löwe, 狮子\"}"),
        "{\"prompt\": \"" + std::string(300000, 'x') + "\"}"}) {
    writePicture(folder.file("a.png"), *frame, recipe);
    REQUIRE(readRecipe(folder.file("a.png")).has_value());
    CHECK(*readRecipe(folder.file("a.png")) == recipe);
    CHECK(readPicture(folder.file("a.png"))->rgba == frame->rgba);
  }
  writePicture(folder.file("b.png"), *frame);
  CHECK_FALSE(readRecipe(folder.file("b.png")).has_value());
}

TEST_CASE("Files that are no pictures, or damaged ones, are refused with their name", "[export]") {
  const TemporaryFolder folder;
  writeTextFile(folder.file("text.png"), "this is no picture");
  writeTextFile(folder.file("empty.png"), "");
  writePicture(folder.file("whole.png"), *testFrame(64, 64), "{}");
  const auto bytes = readFile(folder.file("whole.png"));
  writeAtomically(folder.file("cut.png"), {bytes.data(), 30});
  for (const char *name : {"text.png", "empty.png", "cut.png"}) {
    INFO(name);
    CHECK_THROWS_AS(readPicture(folder.file(name)), FileError);
    CHECK_THROWS_WITH(readPicture(folder.file(name)), Contains(name));
    CHECK_THROWS_AS(readRecipe(folder.file(name)), FileError);
  }
  CHECK_THROWS_AS(readPicture(folder.file("none.png")), FileError);
}

TEST_CASE("An unknown extension and a frame without pixels are refused", "[export]") {
  const TemporaryFolder folder;
  CHECK_THROWS_AS(writePicture(folder.file("a.xyz"), *testFrame(8, 8)), InputError);
  CHECK_THROWS_WITH(writePicture(folder.file("a.xyz"), *testFrame(8, 8)), Contains(".png"));
  CHECK_THROWS_AS(writePicture(folder.file("a.png"), Frame()), InputError);
  Frame wrong = *testFrame(8, 8);
  wrong.width = 9;
  CHECK_THROWS_AS(writePicture(folder.file("a.png"), wrong), InputError);
  CHECK(folder.entries() == 0);
}
