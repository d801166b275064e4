#include "engine/export/text_drawing.h"

#include <algorithm>
#include <opencv2/imgproc.hpp>

namespace everyword {

namespace {

constexpr int kFont = cv::FONT_HERSHEY_DUPLEX;

std::string asciiOf(const std::string &utf8) {
  std::string text;
  for (const unsigned char c : utf8) {
    if (c >= 0x80 && c < 0xC0) {
      continue;  // goes on with the letter before
    }
    text += c >= 0x80 || c < 0x20 ? '?' : static_cast<char>(c);
  }
  return text;
}

double scaleFor(int height) { return cv::getFontScaleFromHeight(kFont, height, 1); }

int widthOf(const std::string &text, double scale) {
  int baseline = 0;
  return cv::getTextSize(text, kFont, scale, 1, &baseline).width;
}

}  // namespace

void drawText(cv::Mat &canvas, const std::string &utf8, const cv::Rect &box, int height,
              const cv::Scalar &bgr, Align align) {
  std::string text = asciiOf(utf8);
  double scale = scaleFor(height);
  if (const int width = widthOf(text, scale); width > box.width) {
    scale *= std::max(2.0 / 3.0, double(box.width) / width);
  }
  std::string shown = text;
  while (widthOf(shown, scale) > box.width && !text.empty()) {
    text.pop_back();
    shown = text + "...";
  }
  const int width = widthOf(shown, scale);
  int x = box.x;
  if (align != Align::Left) {
    x += (box.width - width) / (align == Align::Centre ? 2 : 1);
  }
  cv::putText(canvas, shown, {x, box.y + (box.height + height) / 2}, kFont, scale, bgr, 1,
              cv::LINE_AA);
}

std::vector<std::string> linesOf(const std::string &text) {
  std::vector<std::string> lines(1);
  for (const char c : text) {
    if (c == '\n') {
      lines.emplace_back();
    } else {
      lines.back() += c;
    }
  }
  return lines;
}

}  // namespace everyword
