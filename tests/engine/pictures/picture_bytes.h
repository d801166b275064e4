#pragma once
// Picture files made in memory: PNG and WebP containers by hand, so that each part can be wrong.
#include <tiffio.h>
#include <webp/encode.h>
#include <zlib.h>

#include <cstddef>
#include <cstdio>
// libjpeg's header needs the two above.
#include <jpeglib.h>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <iterator>
#include <string>
#include <vector>

#include "engine/api/frame.h"
#include "engine/core/read_file.h"
#include "tests/support/temporary_folder.h"

namespace everyword::testing {

using Bytes = std::vector<std::uint8_t>;

inline void append(Bytes &bytes, const Bytes &more) {
  std::copy(more.begin(), more.end(), std::back_inserter(bytes));
}

inline Bytes bytesOf(const std::string &text) { return {text.begin(), text.end()}; }

/// `count` bytes of a number, the most significant first or last.
inline Bytes number(std::uint64_t value, int count, bool bigEndian) {
  Bytes bytes;
  for (int i = 0; i < count; ++i) {
    bytes.push_back(static_cast<std::uint8_t>(value >> (8 * (bigEndian ? count - 1 - i : i))));
  }
  return bytes;
}

// --- PNG

inline Bytes pngChunk(const std::string &type, const Bytes &data) {
  Bytes checked = bytesOf(type);
  append(checked, data);
  Bytes chunk = number(data.size(), 4, true);
  append(chunk, checked);
  append(chunk, number(::crc32(0, checked.data(), static_cast<uInt>(checked.size())), 4, true));
  return chunk;
}

inline Bytes packed(const Bytes &data) {
  uLongf size = ::compressBound(data.size());
  Bytes out(size);
  ::compress(out.data(), &size, data.data(), data.size());
  out.resize(size);
  return out;
}

struct PngParts {
  int width = 0, height = 0, depth = 8, colour = 2;
  Bytes rows;                        ///< each row without its filter byte, one behind the other
  Bytes beforePixels, behindPixels;  ///< whole chunks
};

inline Bytes pngFile(const PngParts &parts) {
  Bytes header = number(static_cast<std::uint64_t>(parts.width), 4, true);
  append(header, number(static_cast<std::uint64_t>(parts.height), 4, true));
  append(header, {static_cast<std::uint8_t>(parts.depth), static_cast<std::uint8_t>(parts.colour),
                  0, 0, 0});
  Bytes filtered;
  const std::size_t row = parts.rows.size() / static_cast<std::size_t>(parts.height);
  for (std::size_t at = 0; at < parts.rows.size(); at += row) {
    filtered.push_back(0);
    filtered.insert(filtered.end(), parts.rows.begin() + std::ptrdiff_t(at),
                    parts.rows.begin() + std::ptrdiff_t(at + row));
  }
  Bytes file = bytesOf("\x89PNG\r\n\x1a\n");
  append(file, pngChunk("IHDR", header));
  append(file, parts.beforePixels);
  append(file, pngChunk("IDAT", packed(filtered)));
  append(file, parts.behindPixels);
  append(file, pngChunk("IEND", {}));
  return file;
}

/// The frame's bytes with only some of its four channels; alpha 255 everywhere in test frames.
inline Bytes channels(const Frame &frame, const std::vector<int> &which) {
  Bytes bytes;
  for (std::size_t i = 0; i < frame.rgba.size(); i += 4) {
    for (const int channel : which) {
      bytes.push_back(frame.rgba[i + static_cast<std::size_t>(channel)]);
    }
  }
  return bytes;
}

inline Bytes rgbPng(const Frame &frame, const Bytes &before = {}, const Bytes &behind = {}) {
  return pngFile({frame.width, frame.height, 8, 2, channels(frame, {0, 1, 2}), before, behind});
}

// --- EXIF

/// A block of EXIF with the orientation behind another entry.
inline Bytes exifBlock(int orientation, bool bigEndian) {
  Bytes exif = bytesOf(bigEndian ? "MM" : "II");
  const auto put = [&](std::uint64_t value, int count) {
    append(exif, number(value, count, bigEndian));
  };
  put(42, 2), put(8, 4), put(2, 2);
  put(0x010f, 2), put(2, 2), put(4, 4), append(exif, bytesOf("abc")), exif.push_back(0);
  put(0x0112, 2), put(3, 2), put(1, 4), put(static_cast<std::uint64_t>(orientation), 2), put(0, 2);
  put(0, 4);
  return exif;
}

// --- JPEG

struct JpegOptions {
  bool progressive = false, adobe = true;
  int quality = 100;
};

/// `samples` of `channels` a pixel (1 grey, 3 RGB, 4 CMYK as stored), full resolution of colour.
inline Bytes jpegFile(int width, int height, int channelCount, const Bytes &samples,
                      const JpegOptions &options = {}) {
  jpeg_compress_struct encoder{};
  jpeg_error_mgr errors{};
  encoder.err = jpeg_std_error(&errors);
  jpeg_create_compress(&encoder);
  unsigned char *data = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&encoder, &data, &size);
  encoder.image_width = static_cast<JDIMENSION>(width);
  encoder.image_height = static_cast<JDIMENSION>(height);
  encoder.input_components = channelCount;
  encoder.in_color_space = channelCount == 1   ? JCS_GRAYSCALE
                           : channelCount == 3 ? JCS_RGB
                                               : JCS_CMYK;
  jpeg_set_defaults(&encoder);
  jpeg_set_quality(&encoder, options.quality, TRUE);
  encoder.comp_info[0].h_samp_factor = encoder.comp_info[0].v_samp_factor = 1;
  encoder.write_Adobe_marker = channelCount == 4 && options.adobe ? TRUE : FALSE;
  if (options.progressive) {
    jpeg_simple_progression(&encoder);
  }
  jpeg_start_compress(&encoder, TRUE);
  while (encoder.next_scanline < encoder.image_height) {
    auto *row = const_cast<JSAMPLE *>(samples.data()) + std::size_t{encoder.next_scanline} *
                                                            encoder.image_width *
                                                            std::size_t(channelCount);
    jpeg_write_scanlines(&encoder, &row, 1);
  }
  jpeg_finish_compress(&encoder);
  jpeg_destroy_compress(&encoder);
  const Bytes file(data, data + size);
  std::free(data);
  return file;
}

inline Bytes jpegOf(const Frame &frame, const JpegOptions &options = {}) {
  return jpegFile(frame.width, frame.height, 3, channels(frame, {0, 1, 2}), options);
}

inline Bytes jpegSegment(int marker, const Bytes &data) {
  Bytes segment = {0xff, static_cast<std::uint8_t>(marker)};
  append(segment, number(data.size() + 2, 2, true));
  append(segment, data);
  return segment;
}

inline Bytes jpegExif(int orientation) {
  Bytes data = bytesOf(std::string("Exif\0\0", 6));
  append(data, exifBlock(orientation, /*bigEndian=*/true));
  return jpegSegment(0xe1, data);
}

/// `segments` put in front of the first segment with this marker.
inline Bytes withSegments(const Bytes &jpeg, int marker, const Bytes &segments) {
  std::size_t at = 2;
  while (jpeg.at(at + 1) != marker) {
    at += 2 + std::size_t{jpeg.at(at + 2)} * 256 + jpeg.at(at + 3);
  }
  Bytes file(jpeg.begin(), jpeg.begin() + std::ptrdiff_t(at));
  append(file, segments);
  file.insert(file.end(), jpeg.begin() + std::ptrdiff_t(at), jpeg.end());
  return file;
}

// --- WebP

inline Bytes webpOf(const Frame &frame) {  // lossless
  std::uint8_t *data = nullptr;
  WebPConfig config;
  WebPConfigInit(&config);
  config.lossless = config.exact = 1;
  WebPPicture picture;
  WebPPictureInit(&picture);
  picture.use_argb = 1;
  picture.width = frame.width;
  picture.height = frame.height;
  WebPPictureImportRGBA(&picture, frame.rgba.data(), frame.width * 4);
  WebPMemoryWriter writer;
  WebPMemoryWriterInit(&writer);
  picture.writer = WebPMemoryWrite;
  picture.custom_ptr = &writer;
  WebPEncode(&config, &picture);
  WebPPictureFree(&picture);
  data = writer.mem;
  const Bytes file(data, data + writer.size);
  WebPMemoryWriterClear(&writer);
  return file;
}

inline Bytes webpChunk(const std::string &type, const Bytes &data) {
  Bytes chunk = bytesOf(type);
  append(chunk, number(data.size(), 4, false));
  append(chunk, data);
  if (data.size() % 2 != 0) {
    chunk.push_back(0);
  }
  return chunk;
}

inline Bytes riff(const Bytes &chunks) {
  Bytes content = bytesOf("WEBP");
  append(content, chunks);
  return webpChunk("RIFF", content);
}

/// The header of an extended file; flags: 2 animation, 8 EXIF, 16 alpha.
inline Bytes webpHeader(int width, int height, std::uint8_t flags) {
  Bytes data = {flags, 0, 0, 0};
  append(data, number(static_cast<std::uint64_t>(width - 1), 3, false));
  append(data, number(static_cast<std::uint64_t>(height - 1), 3, false));
  return webpChunk("VP8X", data);
}

/// The picture's own chunk of a plain file.
inline Bytes webpContent(const Bytes &file) { return {file.begin() + 12, file.end()}; }

inline Bytes webpWithExif(const Frame &frame, const Bytes &exif) {
  Bytes chunks = webpHeader(frame.width, frame.height, 8 | 16);
  append(chunks, webpContent(webpOf(frame)));
  append(chunks, webpChunk("EXIF", exif));
  return riff(chunks);
}

/// One frame of an animation; even offsets.
inline Bytes webpFrame(const Frame &frame, int x, int y) {
  Bytes data;
  for (const int value : {x / 2, y / 2, frame.width - 1, frame.height - 1, 100}) {
    append(data, number(static_cast<std::uint64_t>(value), 3, false));
  }
  data.push_back(0);
  append(data, webpContent(webpOf(frame)));
  return webpChunk("ANMF", data);
}

// --- TIFF

/// Written by libtiff; `setTags` is called before the pixels, `rows` hold all of them.
inline Bytes tiffFile(int width, int height, int samples, int depth, const Bytes &rows,
                      const std::function<void(TIFF *)> &setTags = {}, const char *mode = "w") {
  const TemporaryFolder folder;
  const std::string path = folder.file("a.tif");
  TIFF *file = TIFFOpen(path.c_str(), mode);
  TIFFSetField(file, TIFFTAG_IMAGEWIDTH, static_cast<std::uint32_t>(width));
  TIFFSetField(file, TIFFTAG_IMAGELENGTH, static_cast<std::uint32_t>(height));
  TIFFSetField(file, TIFFTAG_SAMPLESPERPIXEL, samples);
  TIFFSetField(file, TIFFTAG_BITSPERSAMPLE, depth);
  TIFFSetField(file, TIFFTAG_PHOTOMETRIC, samples < 3 ? PHOTOMETRIC_MINISBLACK : PHOTOMETRIC_RGB);
  TIFFSetField(file, TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG);
  TIFFSetField(file, TIFFTAG_ROWSPERSTRIP, 7u);
  if (samples == 2 || samples == 4) {
    std::uint16_t alpha = EXTRASAMPLE_UNASSALPHA;
    TIFFSetField(file, TIFFTAG_EXTRASAMPLES, 1, &alpha);
  }
  if (setTags) {
    setTags(file);
  }
  const std::size_t row = rows.size() / static_cast<std::size_t>(height);
  for (int y = 0; y < height; ++y) {
    Bytes line(rows.begin() + std::ptrdiff_t(row) * y,
               rows.begin() + std::ptrdiff_t(row) * (y + 1));
    TIFFWriteScanline(file, line.data(), static_cast<std::uint32_t>(y), 0);
  }
  TIFFClose(file);
  return readFile(path);
}

inline Bytes tiffOf(const Frame &frame, const std::function<void(TIFF *)> &setTags = {},
                    const char *mode = "w") {
  return tiffFile(frame.width, frame.height, 3, 8, channels(frame, {0, 1, 2}), setTags, mode);
}

}  // namespace everyword::testing
