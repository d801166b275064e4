#include <png.h>

#include <algorithm>
#include <csetjmp>

#include "engine/api/errors.h"
#include "engine/export/exporters.h"
#include "engine/export/frame_check.h"
#include "engine/pictures/png_chunks.h"

namespace everyword {

namespace {

// libpng reports errors by longjmp. The function that calls setjmp therefore owns nothing with a
// destructor: all such objects live in its caller, and reach libpng as pointers.

void appendBytes(png_structp png, png_bytep data, std::size_t size) {
  auto *bytes = static_cast<std::vector<std::uint8_t> *>(png_get_io_ptr(png));
  bytes->insert(bytes->end(), data, data + size);
}

void flushNothing(png_structp) {}

void jumpOnError(png_structp png, png_const_charp) { png_longjmp(png, 1); }
void ignoreWarning(png_structp, png_const_charp) {}

bool isAscii(const std::string &text) {
  return std::all_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x80; });
}

bool writePng(const Frame &frame, png_text *text, const std::uint8_t *rgb,
              std::vector<std::uint8_t> *out) {
  png_structp png =
      png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, jumpOnError, ignoreWarning);
  png_infop info = png == nullptr ? nullptr : png_create_info_struct(png);
  if (info == nullptr || setjmp(png_jmpbuf(png)) != 0) {
    png_destroy_write_struct(&png, &info);
    return false;
  }
  png_set_write_fn(png, out, appendBytes, flushNothing);
  png_set_IHDR(png, info, static_cast<png_uint_32>(frame.width),
               static_cast<png_uint_32>(frame.height), 8, PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE,
               PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  if (text != nullptr) {
    png_set_text(png, info, text, 1);
  }
  png_write_info(png, info);
  for (int y = 0; y < frame.height; ++y) {
    png_write_row(png, rgb + static_cast<std::size_t>(y) * frame.width * 3);
  }
  png_write_end(png, nullptr);
  png_destroy_write_struct(&png, &info);
  return true;
}

}  // namespace

std::vector<std::uint8_t> encodePng(const Frame &frame, const std::string &recipe) {
  checkFrame(frame);
  const std::size_t pixels = static_cast<std::size_t>(frame.width) * frame.height;
  std::vector<std::uint8_t> rgb(pixels * 3);
  for (std::size_t i = 0; i < pixels; ++i) {
    std::copy_n(frame.rgba.data() + i * 4, 3, rgb.data() + i * 3);
  }
  std::string key(kRecipeKeyword), value = recipe;
  png_text text{};
  text.compression = isAscii(recipe) ? PNG_TEXT_COMPRESSION_NONE : PNG_ITXT_COMPRESSION_NONE;
  text.key = key.data();
  text.text = value.data();
  std::vector<std::uint8_t> out;
  if (!writePng(frame, recipe.empty() ? nullptr : &text, rgb.data(), &out)) {
    throw Error("the picture of " + std::to_string(frame.width) + " x " +
                std::to_string(frame.height) + " pixels cannot be stored as PNG");
  }
  return out;
}

}  // namespace everyword
