#include <zlib.h>

#include <array>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <opencv2/imgcodecs.hpp>

#include "engine/api/errors.h"
#include "engine/api/exporting.h"
#include "engine/core/atomic_file.h"
#include "engine/export/exporters.h"
#include "tests/support/temporary_folder.h"
#include "tests/engine/export/test_frames.h"

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
  for (const Exporter &exporter : exporters()) {
    for (const std::string &extension : exporter.extensions) {
      INFO(exporter.format << " " << extension);
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
  const auto bytes = readWholeFile(folder.file("whole.png"));
  writeAtomically(folder.file("cut.png"), {bytes.data(), 30});
  for (const char *name : {"text.png", "empty.png", "cut.png"}) {
    INFO(name);
    CHECK_THROWS_AS(readPicture(folder.file(name)), FileError);
    CHECK_THROWS_WITH(readPicture(folder.file(name)), Contains(name));
    CHECK_THROWS_AS(readRecipe(folder.file(name)), FileError);
  }
  CHECK_THROWS_AS(readPicture(folder.file("none.png")), FileError);
}

TEST_CASE("A PNG that claims an absurd size is refused before memory is taken", "[export]") {
  const TemporaryFolder folder;
  writePicture(folder.file("a.png"), *testFrame(8, 8));
  auto bytes = readWholeFile(folder.file("a.png"));
  for (const std::size_t at : {17u, 21u}) {  // width and height become nearly a million
    bytes[at] = 0x0f;
  }
  const unsigned long sum = ::crc32(0, bytes.data() + 12, 17);  // of the header chunk
  for (int i = 0; i < 4; ++i) {
    bytes[29 + static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(sum >> (24 - 8 * i));
  }
  writeAtomically(folder.file("bomb.png"), bytes);
  CHECK_THROWS_WITH(readPicture(folder.file("bomb.png")), Contains("too large"));
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

TEST_CASE("Grey, 16-bit and transparent PNGs of other programs are read, transparency over white",
          "[export]") {
  const TemporaryFolder folder;
  const auto read = [&](const cv::Mat &image) {
    REQUIRE(cv::imwrite(folder.file("other.png"), image));
    const FramePtr frame = readPicture(folder.file("other.png"));
    REQUIRE(frame->width == 6);
    REQUIRE(frame->height == 4);
    return std::array<int, 4>{frame->rgba[0], frame->rgba[1], frame->rgba[2], frame->rgba[3]};
  };
  CHECK(read(cv::Mat(4, 6, CV_8UC1, cv::Scalar(77))) == std::array<int, 4>{77, 77, 77, 255});
  CHECK(read(cv::Mat(4, 6, CV_16UC3, cv::Scalar(10 * 257, 20 * 257, 30 * 257))) ==
        std::array<int, 4>{30, 20, 10, 255});
  CHECK(read(cv::Mat(4, 6, CV_8UC4, cv::Scalar(10, 20, 30, 255))) ==
        std::array<int, 4>{30, 20, 10, 255});
  CHECK(read(cv::Mat(4, 6, CV_8UC4, cv::Scalar(10, 20, 30, 0))) ==
        std::array<int, 4>{255, 255, 255, 255});
}
