// Panels of lines with axes: how something grows, at one glance.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <opencv2/imgproc.hpp>

#include "engine/api/errors.h"
#include "engine/api/exporting.h"
#include "engine/export/opencv_picture.h"
#include "engine/export/text_drawing.h"

namespace everyword {

namespace {

constexpr int kWidth = 420, kHeight = 340, kLeft = 68, kRight = 20, kTop = 70, kBottom = 52;
const cv::Scalar kPaper(255, 255, 255), kInk(32, 32, 32), kGrid(225, 225, 225);
// Blue and orange first: safe for the colour-blind. BGR.
const cv::Scalar kColours[] = {{178, 114, 0}, {0, 94, 213}, {115, 158, 0}, {167, 121, 204}};

/// 1, 2 or 5 times a power of ten: about four steps to `most`.
double stepOf(double most) {
  const double raw = most / 4, power = std::pow(10, std::floor(std::log10(raw)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (factor * power >= raw) {
      return factor * power;
    }
  }
  return 10 * power;
}

std::string numberText(double value) {
  char text[32];
  if (value >= 10000) {
    std::snprintf(text, sizeof text, "%gk", value / 1000);
  } else {
    std::snprintf(text, sizeof text, "%.3g", value);
  }
  return text;
}

/// One panel in its part of the sheet.
class Panel {
 public:
  Panel(cv::Mat canvas, const LineChart &chart) : canvas_(std::move(canvas)), chart_(chart) {
    for (const LineChart::Line &line : chart.lines) {
      if (line.x.empty() || line.x.size() != line.y.size()) {
        throw InputError("the line '" + line.name + "' of a chart has no points");
      }
      mostX_ = std::max(mostX_, *std::max_element(line.x.begin(), line.x.end()));
      mostY_ = std::max(mostY_, *std::max_element(line.y.begin(), line.y.end()));
    }
    mostX_ = mostX_ > 0 ? mostX_ : 1;
    mostY_ = mostY_ > 0 ? mostY_ * 1.05 : 1;
  }

  void draw() {
    drawText(canvas_, chart_.title, {kLeft, 8, kWidth - kLeft - kRight, 22}, 13, kInk);
    for (double x = 0; x <= mostX_; x += stepOf(mostX_)) {
      const cv::Point foot = at(x, 0);
      cv::line(canvas_, foot, at(x, mostY_), kGrid);
      drawText(canvas_, numberText(x), {foot.x - 30, foot.y + 4, 60, 18}, 9, kInk, Align::Centre);
    }
    for (double y = 0; y <= mostY_; y += stepOf(mostY_)) {
      const cv::Point foot = at(0, y);
      cv::line(canvas_, foot, at(mostX_, y), kGrid);
      drawText(canvas_, numberText(y), {4, foot.y - 9, kLeft - 12, 18}, 9, kInk, Align::Right);
    }
    cv::line(canvas_, at(0, 0), at(mostX_, 0), kInk);
    cv::line(canvas_, at(0, 0), at(0, mostY_), kInk);
    drawText(canvas_, chart_.xLabel, {kLeft, kHeight - 26, kWidth - kLeft - kRight, 20}, 10, kInk,
             Align::Centre);
    drawText(canvas_, chart_.yLabel, {4, kTop - 24, kLeft + 40, 18}, 10, kInk);
    for (std::size_t i = 0; i < chart_.lines.size(); ++i) {
      drawLine(chart_.lines[i], kColours[i % 4], static_cast<int>(i));
    }
  }

 private:
  cv::Point at(double x, double y) const {
    return {kLeft + static_cast<int>(x / mostX_ * (kWidth - kLeft - kRight)),
            kHeight - kBottom - static_cast<int>(y / mostY_ * (kHeight - kTop - kBottom))};
  }

  void drawLine(const LineChart::Line &line, const cv::Scalar &colour, int index) {
    for (std::size_t i = 0; i < line.x.size(); ++i) {
      const cv::Point here = at(line.x[i], line.y[i]);
      if (i > 0) {
        cv::line(canvas_, at(line.x[i - 1], line.y[i - 1]), here, colour, 2, cv::LINE_AA);
      }
      cv::circle(canvas_, here, 4, colour, cv::FILLED, cv::LINE_AA);
    }
    const int left = kLeft + 62 + index * 130, top = kTop - 36;
    cv::line(canvas_, {left, top + 9}, {left + 18, top + 9}, colour, 2, cv::LINE_AA);
    drawText(canvas_, line.name, {left + 24, top, 104, 18}, 10, kInk);
  }

  cv::Mat canvas_;
  const LineChart &chart_;
  double mostX_ = 0, mostY_ = 0;
};

}  // namespace

void writeLineCharts(const std::string &path, const std::vector<LineChart> &charts) {
  if (charts.empty()) {
    throw InputError("there is no chart to draw");
  }
  cv::Mat sheet(kHeight, kWidth * static_cast<int>(charts.size()), CV_8UC3, kPaper);
  for (std::size_t i = 0; i < charts.size(); ++i) {
    Panel(sheet({static_cast<int>(i) * kWidth, 0, kWidth, kHeight}), charts[i]).draw();
  }
  writePicture(path, *frameFromBgr(sheet));
}

}  // namespace everyword
