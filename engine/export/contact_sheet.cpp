// A labelled grid of pictures: the result of a benchmark or a sweep at one glance.
#include <algorithm>
#include <opencv2/imgproc.hpp>

#include "engine/api/errors.h"
#include "engine/api/exporting.h"
#include "engine/export/opencv_picture.h"
#include "engine/export/text_drawing.h"

namespace everyword {

namespace {

constexpr int kCellSide =
    224;  ///< longest side of a picture on the sheet, unless the pictures are larger
constexpr int kLargestCell = 512;
constexpr int kGap = 12;
constexpr int kLetter = 11;
constexpr int kLine = 20;
const cv::Scalar kPaper(255, 255, 255), kInk(32, 32, 32);

/// Fits `picture` into a square of `side`, keeping its shape.
cv::Mat fitted(const Frame &picture, int side) {
  const cv::Mat bgr = bgrFromFrame(picture);
  const double scale = double(side) / std::max(bgr.cols, bgr.rows);
  const cv::Size size(std::max(1, int(bgr.cols * scale + 0.5)),
                      std::max(1, int(bgr.rows * scale + 0.5)));
  cv::Mat scaled;
  cv::resize(bgr, scaled, size, 0, 0, scale < 1 ? cv::INTER_AREA : cv::INTER_CUBIC);
  return scaled;
}

struct Layout {
  int side = kCellSide;  ///< of a picture's square
  int captionHeight = 0;
  int columns = 1, rows = 1;
  int cellWidth() const { return side + kGap; }
  int cellHeight() const { return side + captionHeight + kGap; }
};

Layout layoutOf(const std::vector<FramePtr> &pictures, const std::vector<std::string> &captions,
                int columns) {
  Layout layout;
  std::size_t lines = 0;
  for (std::size_t i = 0; i < pictures.size(); ++i) {
    layout.side = std::max(layout.side, std::max(pictures[i]->width, pictures[i]->height));
    lines = std::max(lines, captions[i].empty() ? 0 : linesOf(captions[i]).size());
  }
  layout.side = std::min(layout.side, kLargestCell);
  layout.captionHeight = static_cast<int>(lines) * kLine + (lines > 0 ? 6 : 0);
  layout.columns = std::min(columns, static_cast<int>(pictures.size()));
  layout.rows = (static_cast<int>(pictures.size()) + columns - 1) / columns;
  return layout;
}

}  // namespace

void writeContactSheet(const std::string &path, const std::vector<FramePtr> &pictures,
                       const std::vector<std::string> &captions, int columns) {
  if (pictures.empty() || pictures.size() != captions.size() || columns < 1) {
    throw InputError("a contact sheet needs pictures, a caption for each, and a column");
  }
  const Layout layout = layoutOf(pictures, captions, columns);
  cv::Mat sheet(layout.rows * layout.cellHeight() + kGap,
                layout.columns * layout.cellWidth() + kGap, CV_8UC3, kPaper);
  for (std::size_t i = 0; i < pictures.size(); ++i) {
    const int left = kGap + static_cast<int>(i) % columns * layout.cellWidth();
    const int top = kGap + static_cast<int>(i) / columns * layout.cellHeight();
    const cv::Mat picture = fitted(*pictures[i], layout.side);
    picture.copyTo(sheet({left + (layout.side - picture.cols) / 2,
                          top + (layout.side - picture.rows) / 2, picture.cols, picture.rows}));
    const std::vector<std::string> lines = linesOf(captions[i]);
    for (std::size_t line = 0; line < lines.size(); ++line) {
      drawText(sheet, lines[line],
               {left, top + layout.side + 4 + static_cast<int>(line) * kLine, layout.side, kLine},
               kLetter, kInk);
    }
  }
  writePicture(path, *frameFromBgr(sheet));
}

}  // namespace everyword
