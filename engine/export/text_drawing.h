#pragma once

#include <opencv2/core.hpp>
#include <string>
#include <vector>

namespace everyword {

enum class Align { Left, Centre, Right };

/// Draws one line, antialiased, `height` pixels from the top of a capital to the base line, inside
/// `box` (vertically centred). A line that is too long becomes smaller (down to two thirds) and
/// then loses its end to "...". Letters outside ASCII, which the font lacks, become '?', one each.
void drawText(cv::Mat &canvas, const std::string &utf8, const cv::Rect &box, int height,
              const cv::Scalar &bgr, Align align = Align::Left);

/// The lines of `text`, cut at its line breaks.
std::vector<std::string> linesOf(const std::string &text);

}  // namespace everyword
