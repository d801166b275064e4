#pragma once

#include <fontconfig/fontconfig.h>
#include <ft2build.h>
#include FT_FREETYPE_H

#include <vector>

namespace everyword {

/// The system's fonts in the order in which they are asked for a character, DejaVu Sans first.
/// Opened when one of their characters is first drawn, and kept. One thread at a time.
class Fonts {
 public:
  Fonts();
  ~Fonts();
  Fonts(const Fonts &) = delete;
  Fonts &operator=(const Fonts &) = delete;

  struct Glyph {
    FT_Face face = nullptr;  ///< null: no font has the character
    FT_UInt index = 0;
  };
  Glyph glyphOf(char32_t character);

  /// Pixels of an em for capitals of this height, by the first font.
  double emForCapitals(double height);

 private:
  FT_Face faceAt(std::size_t index);

  FT_Library library_ = nullptr;
  FcFontSet *fonts_ = nullptr;  ///< null when the system has none
  std::vector<FT_Face> faces_;  ///< of fonts_; null until opened
  std::vector<bool> tried_;
};

}  // namespace everyword
