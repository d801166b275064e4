#include "engine/export/fonts.h"
#include FT_TRUETYPE_TABLES_H

namespace everyword {

Fonts::Fonts() {
  FT_Init_FreeType(&library_);
  FcPattern *wanted = FcNameParse(reinterpret_cast<const FcChar8 *>("DejaVu Sans,sans-serif"));
  FcConfigSubstitute(nullptr, wanted, FcMatchPattern);
  FcDefaultSubstitute(wanted);
  FcResult result = FcResultMatch;
  fonts_ = FcFontSort(nullptr, wanted, /*trim=*/FcTrue, nullptr, &result);
  FcPatternDestroy(wanted);
  faces_.resize(fonts_ == nullptr ? 0 : static_cast<std::size_t>(fonts_->nfont));
  tried_.resize(faces_.size());
}

Fonts::~Fonts() {
  if (fonts_ != nullptr) {
    FcFontSetDestroy(fonts_);
  }
  FT_Done_FreeType(library_);  // with its faces
}

Fonts::Glyph Fonts::glyphOf(char32_t character) {
  for (std::size_t i = 0; i < faces_.size(); ++i) {
    FcCharSet *characters = nullptr;
    if (FcPatternGetCharSet(fonts_->fonts[i], FC_CHARSET, 0, &characters) == FcResultMatch &&
        FcCharSetHasChar(characters, character) == FcTrue) {
      const FT_Face face = faceAt(i);
      const FT_UInt index = face == nullptr ? 0 : FT_Get_Char_Index(face, character);
      if (index != 0) {
        return {face, index};
      }
    }
  }
  return {};
}

double Fonts::emForCapitals(double height) {
  const FT_Face face = glyphOf('H').face;
  const auto *metrics =
      face == nullptr ? nullptr : static_cast<TT_OS2 *>(FT_Get_Sfnt_Table(face, FT_SFNT_OS2));
  const bool known = metrics != nullptr && metrics->version >= 2 && metrics->sCapHeight > 0;
  return height / (known ? double(metrics->sCapHeight) / face->units_per_EM : 0.72);
}

FT_Face Fonts::faceAt(std::size_t index) {
  if (!tried_[index]) {
    tried_[index] = true;
    FcChar8 *file = nullptr;
    int number = 0;
    FcPatternGetInteger(fonts_->fonts[index], FC_INDEX, 0, &number);
    FT_Face face = nullptr;
    if (FcPatternGetString(fonts_->fonts[index], FC_FILE, 0, &file) == FcResultMatch &&
        FT_New_Face(library_, reinterpret_cast<const char *>(file), number, &face) == 0) {
      if (FT_IS_SCALABLE(face) || FT_HAS_COLOR(face)) {
        faces_[index] = face;
      } else {
        FT_Done_Face(face);  // black-and-white bitmaps of one size
      }
    }
  }
  return faces_[index];
}

}  // namespace everyword
