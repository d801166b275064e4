#include "engine/export/text_drawing.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

using namespace everyword;

namespace {

constexpr int kWidth = 300, kHeight = 40;
const cv::Rect kBox(20, 4, 260, 32);

cv::Mat drawn(const std::string &text, Align align = Align::Left, int height = 16) {
  cv::Mat canvas(kHeight, kWidth, CV_8UC3, cv::Scalar(255, 255, 255));
  drawText(canvas, text, kBox, height, {0, 0, 0}, align);
  return canvas;
}

bool same(const cv::Mat &a, const cv::Mat &b) { return cv::norm(a, b, cv::NORM_INF) == 0; }

/// Where there is ink.
cv::Rect inked(const cv::Mat &canvas) {
  cv::Rect place;
  for (int y = 0; y < canvas.rows; ++y) {
    for (int x = 0; x < canvas.cols; ++x) {
      if (canvas.at<cv::Vec3b>(y, x) != cv::Vec3b(255, 255, 255)) {
        place |= cv::Rect(x, y, 1, 1);
      }
    }
  }
  return place;
}

const std::string kUnassigned = "\xf4\x8f\xbf\xbd";  // U+10FFFD: no font has it

}  // namespace

TEST_CASE("Letters of Latin, Greek and Cyrillic are drawn as themselves", "[export]") {
  std::vector<cv::Mat> seen = {drawn("?"), drawn(kUnassigned), drawn("")};
  for (const char *letter : {"s", "\xc3\x9f", "\xc3\xbc", "\xc5\x82", "\xce\xb1", "\xce\xa9",
                             "\xd0\xba", "\xd0\xbe\xd1\x82", "\xe2\x80\xa6", "\xe2\x82\xac"}) {
    INFO(letter);
    const cv::Mat picture = drawn(letter);
    for (const cv::Mat &other : seen) {
      CHECK_FALSE(same(picture, other));
    }
    seen.push_back(picture);
  }
}

TEST_CASE("What no font has is a box, one for each character and each broken byte", "[export]") {
  const cv::Rect one = inked(drawn(kUnassigned)), two = inked(drawn(kUnassigned + kUnassigned));
  CHECK(one.width > 4);
  CHECK(two.width > 2 * one.width - 2);
  CHECK(same(drawn(kUnassigned), drawn("\xf4\x8f\xbf\xbc")));
  CHECK(inked(drawn("\xff\xfe")).width > inked(drawn("\xff")).width);
}

TEST_CASE("Joiners and selectors are not seen, and marks lie on their letters", "[export]") {
  CHECK(same(drawn("a\xe2\x80\x8d\xef\xb8\x8f"
                   "b"),
             drawn("ab")));
  CHECK(std::abs(inked(drawn("ve\xcc\x81v")).width - inked(drawn("v\xc3\xa9v")).width) <= 1);
}

TEST_CASE("A capital is as high as asked for and stands on the base line", "[export]") {
  for (const int height : {9, 14, 20}) {
    const cv::Rect ink = inked(drawn("H", Align::Left, height));
    CHECK(std::abs(ink.height - height) <= 1);
    CHECK(std::abs(ink.br().y - (kBox.y + (kBox.height + height) / 2)) <= 1);
  }
}

TEST_CASE("A line stays in its box at every length, and keeps its side", "[export]") {
  std::string text;
  for (int i = 0; i < 120; ++i) {
    text += i % 3 == 0 ? "\xd0\xb6" : "x";
    for (const Align align : {Align::Left, Align::Centre, Align::Right}) {
      const cv::Rect ink = inked(drawn(text, align));
      CHECK(ink.x >= kBox.x - 1);
      CHECK(ink.br().x <= kBox.br().x + 1);
    }
  }
  CHECK(inked(drawn("ab", Align::Left)).x <= kBox.x + 2);
  CHECK(inked(drawn("ab", Align::Right)).br().x >= kBox.br().x - 2);
  CHECK(same(drawn(text), drawn(text + "y")));  // both end in dots at the same place
}

TEST_CASE("A text of megabytes is drawn at once", "[export]") {
  CHECK(inked(drawn(std::string(5u << 20u, 'x'))).br().x <= kBox.br().x + 1);
}
