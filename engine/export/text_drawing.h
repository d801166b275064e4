#pragma once

#include <opencv2/core.hpp>
#include <string>
#include <vector>

namespace everyword {

enum class Align { Left, Centre, Right };

/// Draws one line of UTF-8, antialiased, `height` pixels from the top of a capital to the base
/// line, inside `box` (vertically centred). Each character comes from the first of the system's
/// fonts that has it; one that none has, a box. A line that is too long becomes smaller (down to
/// two thirds) and then loses its end to "...". Left to right, without ligatures. `canvas` is
/// CV_8UC3. Thread-safe.
void drawText(cv::Mat &canvas, const std::string &utf8, const cv::Rect &box, int height,
              const cv::Scalar &bgr, Align align = Align::Left);

/// The lines of `text`, cut at its line breaks.
std::vector<std::string> linesOf(const std::string &text);

}  // namespace everyword
