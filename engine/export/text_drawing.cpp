#include "engine/export/text_drawing.h"

#include <algorithm>
#include <cmath>
#include <mutex>
#include <opencv2/imgproc.hpp>

#include "engine/api/utf8.h"
#include "engine/export/fonts.h"

namespace everyword {

namespace {

/// Shapes or orders its neighbours and is never drawn itself.
bool isInvisible(char32_t c) {
  return (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) ||
         (c >= 0x2060 && c <= 0x206F) || (c >= 0xFE00 && c <= 0xFE0F) || c == 0xFEFF ||
         (c >= 0xE0000 && c <= 0xE01EF);
}

/// One line at one size: glyphs with their places. `em` in pixels.
class Line {
 public:
  Line(Fonts &fonts, double em) : fonts_(&fonts), em_(em) {}

  double width() const { return places_.empty() ? 0.0 : places_.back().end; }

  void add(std::string_view utf8) {
    while (!utf8.empty()) {
      const char32_t character = takeCodePoint(utf8);
      if (!isInvisible(character)) {
        Place place{fonts_->glyphOf(character < U' ' ? U' ' : character), width(), 0};
        place.end = place.start + advanceOf(place.glyph);
        places_.push_back(place);
      }
    }
  }

  /// Takes characters off the end until `room` pixels suffice for the rest.
  void cutTo(double room) {
    while (!places_.empty() && width() > room) {
      places_.pop_back();
    }
  }

  void draw(cv::Mat &canvas, double left, int baseline, const cv::Scalar &bgr) const {
    for (const Place &place : places_) {
      const int x = static_cast<int>(std::lround(left + place.start));
      if (place.glyph.face != nullptr) {
        drawGlyph(canvas, place.glyph, {x, baseline}, bgr);
      } else {
        const int height = static_cast<int>(std::lround(em_ * 0.7));
        const int width = static_cast<int>(std::lround(em_ * kBoxWidth)) - 2;
        cv::rectangle(canvas, {x + 1, baseline - height, width, height}, bgr);
      }
    }
  }

 private:
  struct Place {
    Fonts::Glyph glyph;
    double start, end;  ///< pixels from the left
  };
  static constexpr double kBoxWidth = 0.6;  ///< of a missing character, in em

  /// Sets the face to this line's size. Returns the factor by which its bitmaps, of which emoji
  /// fonts have one size, are still to be scaled.
  double setSize(FT_Face face) const {
    if (FT_IS_SCALABLE(face)) {
      FT_Set_Char_Size(face, 0, static_cast<FT_F26Dot6>(std::lround(em_ * 64)), 72, 72);
      return 1.0;
    }
    FT_Select_Size(face, 0);
    return em_ / std::max<double>(1, face->size->metrics.y_ppem);
  }

  static bool load(const Fonts::Glyph &glyph) {
    const FT_Int32 flags = FT_HAS_COLOR(glyph.face) ? FT_LOAD_COLOR : FT_LOAD_NO_BITMAP;
    return FT_Load_Glyph(glyph.face, glyph.index, flags | FT_LOAD_TARGET_LIGHT) == 0;
  }

  double advanceOf(const Fonts::Glyph &glyph) const {
    if (glyph.face == nullptr) {
      return em_ * kBoxWidth;
    }
    const double scale = setSize(glyph.face);
    if (!load(glyph)) {
      return 0.0;
    }
    const FT_GlyphSlot slot = glyph.face->glyph;
    return FT_IS_SCALABLE(glyph.face) ? double(slot->linearHoriAdvance) / 65536
                                      : scale * double(slot->advance.x) / 64;
  }

  void drawGlyph(cv::Mat &canvas, const Fonts::Glyph &glyph, cv::Point pen,
                 const cv::Scalar &bgr) const {
    const double scale = setSize(glyph.face);
    const FT_GlyphSlot slot = glyph.face->glyph;
    if (!load(glyph) || FT_Render_Glyph(slot, FT_RENDER_MODE_NORMAL) != 0) {
      return;
    }
    const FT_Bitmap &bitmap = slot->bitmap;
    const bool coloured = bitmap.pixel_mode == FT_PIXEL_MODE_BGRA;
    if (bitmap.width == 0 || bitmap.rows == 0 ||
        (!coloured && bitmap.pixel_mode != FT_PIXEL_MODE_GRAY)) {
      return;
    }
    cv::Mat pixels(static_cast<int>(bitmap.rows), static_cast<int>(bitmap.width),
                   coloured ? CV_8UC4 : CV_8UC1, bitmap.buffer,
                   static_cast<std::size_t>(bitmap.pitch));
    if (scale != 1.0) {
      cv::Mat scaled;
      const cv::Size size(std::max(1, int(pixels.cols * scale)),
                          std::max(1, int(pixels.rows * scale)));
      cv::resize(pixels, scaled, size, 0, 0, cv::INTER_AREA);
      pixels = scaled;
    }
    const cv::Point corner =
        pen + cv::Point(static_cast<int>(std::lround(slot->bitmap_left * scale)),
                        -static_cast<int>(std::lround(slot->bitmap_top * scale)));
    blend(canvas, pixels, corner, bgr);
  }

  /// `pixels` are coverage of the ink, or BGRA with alpha multiplied in.
  static void blend(cv::Mat &canvas, const cv::Mat &pixels, cv::Point corner,
                    const cv::Scalar &bgr) {
    const cv::Rect place(corner, pixels.size());
    const cv::Rect seen = place & cv::Rect(0, 0, canvas.cols, canvas.rows);
    const bool coloured = pixels.channels() == 4;
    for (int y = seen.y; y < seen.br().y; ++y) {
      for (int x = seen.x; x < seen.br().x; ++x) {
        const std::uint8_t *from = pixels.ptr(y - corner.y, x - corner.x);
        auto &to = canvas.at<cv::Vec3b>(y, x);
        const int alpha = coloured ? from[3] : from[0];
        for (int c = 0; c < 3; ++c) {
          const double ink = coloured ? from[c] : bgr[c] * alpha / 255;
          to[c] = cv::saturate_cast<std::uint8_t>(ink + to[c] * (255 - alpha) / 255.0);
        }
      }
    }
  }

  Fonts *fonts_;
  double em_;
  std::vector<Place> places_;
};

}  // namespace

void drawText(cv::Mat &canvas, const std::string &utf8, const cv::Rect &box, int height,
              const cv::Scalar &bgr, Align align) {
  static std::mutex mutex;
  static Fonts fonts;
  const std::lock_guard lock(mutex);
  // No line shows more; the rest of a text of megabytes need not be measured.
  const std::string text = truncateUtf8(utf8, 4000);
  double em = fonts.emForCapitals(height);
  Line line(fonts, em);
  line.add(text);
  if (line.width() > box.width) {
    em *= std::max(2.0 / 3.0, box.width / line.width());
    line = Line(fonts, em);
    line.add(text);
  }
  if (line.width() > box.width + 0.5) {
    Line dots(fonts, em);
    dots.add("...");
    line.cutTo(box.width - dots.width());
    line.add("...");
  }
  double left = box.x;
  if (align != Align::Left) {
    left += (box.width - line.width()) / (align == Align::Centre ? 2 : 1);
  }
  line.draw(canvas, left, box.y + (box.height + height) / 2, bgr);
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
