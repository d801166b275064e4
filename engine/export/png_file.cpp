#include "engine/export/png_file.h"

#include <png.h>

#include <algorithm>
#include <csetjmp>
#include <cstring>

#include "engine/api/errors.h"
#include "engine/export/frame_check.h"

namespace everyword {

namespace {

// libpng reports errors by longjmp. The functions that call setjmp therefore own nothing with a
// destructor: all such objects live in their callers, and reach libpng as pointers.

constexpr std::uint64_t kMostPixels = 100'000'000;

struct Reader {
  std::span<const std::uint8_t> bytes;
  std::size_t position = 0;
};

void appendBytes(png_structp png, png_bytep data, std::size_t size) {
  auto *bytes = static_cast<std::vector<std::uint8_t> *>(png_get_io_ptr(png));
  bytes->insert(bytes->end(), data, data + size);
}

void flushNothing(png_structp) {}

void takeBytes(png_structp png, png_bytep data, std::size_t size) {
  auto *reader = static_cast<Reader *>(png_get_io_ptr(png));
  if (size > reader->bytes.size() - reader->position) {
    png_error(png, "file ends too early");
  }
  std::memcpy(data, reader->bytes.data() + reader->position, size);
  reader->position += size;
}

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

bool readText(Reader *reader, std::optional<std::string> *recipe) {
  png_structp png =
      png_create_read_struct(PNG_LIBPNG_VER_STRING, nullptr, jumpOnError, ignoreWarning);
  png_infop info = png == nullptr ? nullptr : png_create_info_struct(png);
  if (info == nullptr || setjmp(png_jmpbuf(png)) != 0) {
    png_destroy_read_struct(&png, &info, nullptr);
    return false;
  }
  png_set_read_fn(png, reader, takeBytes);
  png_read_info(png, info);
  png_textp texts = nullptr;
  const int count = png_get_text(png, info, &texts, nullptr);
  for (int i = 0; i < count; ++i) {
    if (std::strcmp(texts[i].key, kRecipeKeyword) == 0 && texts[i].text != nullptr) {
      *recipe = texts[i].text;
    }
  }
  png_destroy_read_struct(&png, &info, nullptr);
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
  std::string key = kRecipeKeyword, value = recipe;
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

cv::Mat decodePng(std::span<const std::uint8_t> bytes, const std::string &path) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  bool good = png_image_begin_read_from_memory(&image, bytes.data(), bytes.size()) != 0;
  if (good && std::uint64_t{image.width} * image.height > kMostPixels) {
    const std::string size = std::to_string(image.width) + " x " + std::to_string(image.height);
    png_image_free(&image);
    throw FileError("the picture '" + path + "' is too large (" + size + " pixels)");
  }
  cv::Mat bgr;
  if (good) {
    image.format = PNG_FORMAT_BGR;
    image.flags |= PNG_IMAGE_FLAG_16BIT_sRGB;  // 16-bit pictures without a gamma are not linear: no
                                               // camera or editor writes such
    bgr.create(static_cast<int>(image.height), static_cast<int>(image.width), CV_8UC3);
    const png_color white = {255, 255, 255};
    good = png_image_finish_read(&image, &white, bgr.data, static_cast<png_int_32>(bgr.step),
                                 nullptr) != 0;
  }
  png_image_free(&image);
  if (!good) {
    throw FileError("the PNG file '" + path + "' is damaged");
  }
  return bgr;
}

bool isPng(std::span<const std::uint8_t> bytes) {
  return bytes.size() >= 8 && png_sig_cmp(bytes.data(), 0, 8) == 0;
}

std::optional<std::string> recipeOfPng(std::span<const std::uint8_t> bytes,
                                       const std::string &path) {
  Reader reader{bytes};
  std::optional<std::string> recipe;
  if (!readText(&reader, &recipe)) {
    throw FileError("the PNG file '" + path + "' is damaged");
  }
  return recipe;
}

}  // namespace everyword
