// What is no picture, too large or damaged is one sentence, in every format alike.
#include <sys/resource.h>
#include <sys/stat.h>

#include <array>
#include <catch2/catch.hpp>
#include <fstream>
#include <map>

#include "engine/api/errors.h"
#include "engine/pictures/read_picture.h"
#include "tests/engine/export/test_frames.h"
#include "tests/engine/pictures/picture_bytes.h"

using namespace everyword;
using namespace everyword::testing;
using Catch::Matchers::Contains;

namespace {

/// One small file of each format and of each way through the decoders.
std::map<std::string, Bytes> samples() {
  const FramePtr frame = testFrame(19, 13);
  const auto compressed = [](int compression) {
    return [=](TIFF *file) { TIFFSetField(file, TIFFTAG_COMPRESSION, compression); };
  };
  Bytes animation = webpHeader(19, 13, 2 | 16);
  append(animation, webpChunk("ANIM", Bytes(6, 0)));
  append(animation, webpFrame(*frame, 0, 0));
  append(animation, webpFrame(*plainFrame(19, 13, 0, 0, 0), 0, 0));
  return {
      {"png", rgbPng(*frame, pngChunk("tEXt", bytesOf("a")), pngChunk("eXIf", exifBlock(6, true)))},
      {"jpeg", withSegments(jpegOf(*frame), 0xdb, jpegExif(6))},
      {"progressive", jpegOf(*frame, {.progressive = true})},
      {"webp", webpOf(*frame)},
      {"webp exif", webpWithExif(*frame, exifBlock(6, false))},
      {"animation", riff(animation)},
      {"tiff", tiffOf(*frame)},
      {"tiff lzw", tiffOf(*frame, compressed(COMPRESSION_LZW))},
      {"tiff deflate", tiffOf(*frame, compressed(COMPRESSION_ADOBE_DEFLATE))},
      {"tiff jpeg", tiffOf(*frame, [](TIFF *file) {
         TIFFSetField(file, TIFFTAG_ROWSPERSTRIP, 8u);
         TIFFSetField(file, TIFFTAG_COMPRESSION, COMPRESSION_JPEG);
       })}};
}

/// Peak memory of this process so far, in MB.
long peakMemory() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss / 1024;
}

void checkTooLarge(const Bytes &file, const std::string &size) {
  const long before = peakMemory();
  CHECK_THROWS_AS(decodePicture(file, "x.jpg"), FileError);
  CHECK_THROWS_WITH(decodePicture(file, "x.jpg"),
                    Contains("'x.jpg' is too large (" + size + " pixels)"));
  CHECK(peakMemory() - before < 20);
}

}  // namespace

TEST_CASE("A picture cut at any byte is refused, in every format", "[pictures]") {
  for (const auto &[name, whole] : samples()) {
    REQUIRE_NOTHROW(decodePicture(whole, name));
    for (std::size_t size = 0; size < whole.size(); ++size) {
      INFO(name << ": " << size << " of " << whole.size() << " bytes");
      const Bytes cut(whole.begin(), whole.begin() + std::ptrdiff_t(size));
      REQUIRE_THROWS_AS(decodePicture(cut, name), FileError);
      if (size * 2 > whole.size()) {
        REQUIRE_THROWS_WITH(decodePicture(cut, name), Contains("is damaged (it ends too early)"));
      }
    }
  }
}

TEST_CASE("A picture with any byte changed is read or refused, never anything else", "[pictures]") {
  for (const auto &[name, whole] : samples()) {
    int refused = 0;
    for (std::size_t at = 0; at < whole.size(); ++at) {
      for (const int flip : {0x01, 0x80, 0xff}) {
        Bytes changed = whole;
        changed[at] = static_cast<std::uint8_t>(changed[at] ^ flip);
        try {
          const FramePtr frame = decodePicture(changed, name);
          REQUIRE(frame->rgba.size() == std::size_t(frame->width) * frame->height * 4);
        } catch (const FileError &) {
          ++refused;
        }
      }
    }
    INFO(name);
    CHECK(refused > 0);
    CHECK((name != "png" || refused >= 3 * int(whole.size()) - 3));  // each byte has a checksum
  }
}

TEST_CASE("What only looks like a picture by its name is no picture", "[pictures]") {
  std::string raster = "<VRTDataset rasterXSize=\"4\" rasterYSize=\"4\">";
  raster.resize(140, ' ');
  raster += "DTED</VRTDataset>";
  const FramePtr frame = plainFrame(8, 8, 1, 2, 3);
  for (const std::string &text :
       {raster, std::string(), std::string("GIF89a\1\0\1\0"), std::string("BM\0\0\0\0\0\0\0\0", 10),
        std::string("\x89PNG"), std::string("RIFF\x10\0\0\0WAVEfmt ", 16), std::string("II*"),
        std::string("%!PS-Adobe"), std::string("<svg/>")}) {
    INFO(text.substr(0, 12));
    CHECK_THROWS_AS(decodePicture(bytesOf(text), "x.jpg"), FileError);
    CHECK_THROWS_WITH(
        decodePicture(bytesOf(text), "x.jpg"),
        "'x.jpg' is no picture, or a damaged one: use a PNG, JPEG, WebP or TIFF file");
  }
  // The same bytes behind the first ones of a picture.
  for (const std::string &start :
       {std::string("\x89PNG\r\n\x1a\n"), std::string("\xff\xd8\xff\xe0"),
        std::string("II*\0\x08\0\0\0", 8), std::string("RIFF\xff\0\0\0WEBP", 12)}) {
    std::string polyglot = start + raster.substr(start.size());
    CHECK_THROWS_WITH(decodePicture(bytesOf(polyglot), "x.jpg"), Contains("damaged"));
  }
}

TEST_CASE("A picture that claims a giant size is refused before memory is taken", "[pictures]") {
  const FramePtr small = testFrame(16, 16);
  PngParts png{16, 16, 8, 2, channels(*small, {0, 1, 2}), {}, {}};
  Bytes giant = pngFile(png);
  Bytes header = number(30000, 4, true);
  append(header, number(30000, 4, true));
  append(header, {8, 2, 0, 0, 0});
  const Bytes chunk = pngChunk("IHDR", header);
  std::copy(chunk.begin(), chunk.end(), giant.begin() + 8);
  checkTooLarge(giant, "30000 x 30000");

  for (const bool progressive : {false, true}) {
    Bytes jpeg = jpegOf(*small, {.progressive = progressive});
    std::size_t at = 2;  // of the frame header
    while (jpeg[at + 1] != (progressive ? 0xc2 : 0xc0)) {
      at += 2 + std::size_t{jpeg[at + 2]} * 256 + jpeg[at + 3];
    }
    const Bytes size = {0x75, 0x30, 0x75, 0x30};
    std::copy(size.begin(), size.end(), jpeg.begin() + std::ptrdiff_t(at) + 5);
    checkTooLarge(jpeg, "30000 x 30000");
  }

  Bytes webp = webpHeader(16000, 16000, 16);
  append(webp, webpContent(webpOf(*small)));
  CHECK_THROWS_AS(decodePicture(riff(webp), "x.webp"), FileError);  // does not fit its content
  Bytes animation = webpHeader(16000, 16000, 2 | 16);
  append(animation, webpChunk("ANIM", Bytes(6, 0)));
  append(animation, webpFrame(*small, 0, 0));
  checkTooLarge(riff(animation), "16000 x 16000");

  const auto sized = [](TIFF *file) {
    TIFFSetField(file, TIFFTAG_IMAGEWIDTH, 30000u);
    TIFFSetField(file, TIFFTAG_IMAGELENGTH, 30000u);
    TIFFSetField(file, TIFFTAG_COMPRESSION, COMPRESSION_ADOBE_DEFLATE);
  };
  checkTooLarge(tiffFile(30000, 1, 1, 8, Bytes(30000, 7), sized), "30000 x 30000");
}

TEST_CASE("Text, profiles and private parts of a PNG cost neither memory nor time", "[pictures]") {
  // 8 MB each when unpacked, two hundred of them.
  Bytes profile = bytesOf(std::string("p\0\0", 3)), text = bytesOf(std::string("other\0\0", 7));
  append(profile, packed(Bytes(8u << 20u, 'x')));
  append(text, packed(Bytes(8u << 20u, 'x')));
  Bytes chunks = pngChunk("iCCP", profile);
  for (int i = 0; i < 200; ++i) {
    append(chunks, pngChunk("zTXt", text));
  }
  const Bytes file = rgbPng(*testFrame(16, 16), chunks);
  const long before = peakMemory();
  CHECK(decodePicture(file, "a")->width == 16);
  CHECK_FALSE(recipeIn(file, "a").has_value());
  CHECK(peakMemory() - before < 3 * long(file.size() >> 20u) + 20);
  // A chunk that claims more than there is.
  Bytes claims = rgbPng(*testFrame(16, 16));
  claims.resize(33);  // signature and header
  append(claims, bytesOf("\x7f\xff\xff\xf0tEXteveryword"));
  CHECK_THROWS_WITH(decodePicture(claims, "a"), Contains("ends too early"));
  CHECK_THROWS_WITH(recipeIn(claims, "a"), Contains("ends too early"));
}

TEST_CASE("A JPEG whose data breaks off inside, or has too many scans, is refused", "[pictures]") {
  const Bytes whole = jpegOf(*testFrame(64, 64));
  Bytes gap(whole.begin(), whole.end() - 300);
  append(gap, {0xff, 0xd9});
  CHECK_THROWS_WITH(decodePicture(gap, "a"), Contains("damaged"));
  Bytes filled = whole;  // as cameras do it: zeros in front of the end
  filled.insert(filled.end() - 2, 16, 0);
  CHECK_NOTHROW(decodePicture(filled, "a"));
  filled[filled.size() - 10] = 7;
  CHECK_THROWS_WITH(decodePicture(filled, "a"), Contains("damaged"));

  const Bytes progressive = jpegOf(*testFrame(16, 16), {.progressive = true});
  std::size_t last = progressive.size() - 2;
  while (progressive[last] != 0xff || progressive[last + 1] != 0xda) {
    --last;
  }
  Bytes many(progressive.begin(), progressive.end() - 2);
  for (int i = 0; i < 2000; ++i) {
    many.insert(many.end(), progressive.begin() + std::ptrdiff_t(last), progressive.end() - 2);
  }
  append(many, {0xff, 0xd9});
  CHECK_THROWS_AS(decodePicture(many, "a"), FileError);
}

TEST_CASE("Many small segments of a JPEG take no memory", "[pictures]") {
  Bytes segments;
  for (int i = 0; i < 400'000; ++i) {
    append(segments, jpegSegment(0xe1, {}));
  }
  append(segments, jpegExif(6));
  const Bytes file = withSegments(jpegOf(*testFrame(16, 8)), 0xdb, segments);
  const long before = peakMemory();
  CHECK(decodePicture(file, "a")->width == 8);
  CHECK(peakMemory() - before < 10);
}

TEST_CASE("A TIFF whose tiles unpack to gigabytes is refused", "[pictures]") {
  // 256 tiles of 16 x 1048576, all of them the same few bytes.
  const Bytes tile = packed(Bytes(16u << 20u, 0));
  const std::uint64_t count = 256, arrays = 8 + tile.size();
  Bytes file = bytesOf(std::string("II*\0", 4));
  append(file, number(arrays + 8 * count, 4, false));
  append(file, tile);
  for (const std::uint64_t value : {std::uint64_t{8}, std::uint64_t{tile.size()}}) {
    for (std::uint64_t i = 0; i < count; ++i) {
      append(file, number(value, 4, false));
    }
  }
  const std::vector<std::array<std::uint64_t, 3>> tags = {
      {256, 1, 4096},       {257, 1, 4096},
      {258, 1, 8},          {259, 1, 8},
      {262, 1, 1},          {277, 1, 1},
      {322, 1, 16},         {323, 1, 1u << 20u},
      {324, count, arrays}, {325, count, arrays + 4 * count}};
  append(file, number(tags.size(), 2, false));
  for (const auto &[tag, values, value] : tags) {
    append(file, number(tag, 2, false));
    append(file, number(4, 2, false));
    append(file, number(values, 4, false));
    append(file, number(value, 4, false));
  }
  append(file, Bytes(4, 0));
  CHECK_THROWS_WITH(decodePicture(file, "a"), Contains("rare kind"));
}

TEST_CASE("Pipes, devices and folders are no pictures, and nobody waits for them", "[pictures]") {
  const TemporaryFolder folder;
  REQUIRE(::mkfifo(folder.file("p.png").c_str(), 0600) == 0);
  CHECK_THROWS_WITH(readPicture(folder.file("p.png")), Contains("not a file"));
  CHECK_THROWS_WITH(readRecipe(folder.file("p.png")), Contains("not a file"));
  CHECK_THROWS_WITH(readPicture("/dev/zero"), Contains("not a file"));
  CHECK_THROWS_WITH(readPicture(folder.path().string()), Contains("folder"));
  CHECK(contentOf(folder.file("p.png")) == FileContent::Nothing);
}

TEST_CASE("The first bytes say what a file is, whatever its name", "[pictures]") {
  const TemporaryFolder folder;
  const auto kindOf = [&](const Bytes &bytes) {
    std::ofstream(folder.file("file.txt"), std::ios::binary)
        .write(reinterpret_cast<const char *>(bytes.data()), std::streamsize(bytes.size()));
    return contentOf(folder.file("file.txt"));
  };
  for (const auto &[name, bytes] : samples()) {
    INFO(name);
    CHECK(kindOf(bytes) == FileContent::Picture);
  }
  CHECK(kindOf(bytesOf("\xef\xbb\xbf \n{\"prompt\": 1}")) == FileContent::Json);
  CHECK(kindOf(bytesOf("[1]")) == FileContent::Other);
  CHECK(kindOf(bytesOf(std::string("\x80\0\0\0\0\0\0\0{\"__metadata__\"", 24))) ==
        FileContent::Other);
  CHECK(kindOf({}) == FileContent::Nothing);
  CHECK(contentOf(folder.file("none")) == FileContent::Nothing);
}
