#include <tiffio.h>

#include <algorithm>
#include <cstring>

#include "engine/pictures/picture_decoders.h"

namespace everyword {

namespace {

// A picture of 30 million pixels, four channels and 8 bits in one strip fits.
constexpr tmsize_t kMostMemory = tmsize_t{128} << 20;
// And of 16 bits, in strips or tiles.
constexpr std::uint64_t kMostUnpacked = std::uint64_t{400} << 20;

/// The file in memory, as libtiff reads it, and what it complained of.
struct Source {
  std::span<const std::uint8_t> bytes;
  toff_t position = 0;
  bool readBeyondEnd = false;
  bool broken = false;
};

tmsize_t readSource(thandle_t handle, void *target, tmsize_t size) {
  auto &source = *static_cast<Source *>(handle);
  const toff_t left = source.bytes.size() - std::min<toff_t>(source.position, source.bytes.size());
  const auto count = static_cast<std::size_t>(std::min<toff_t>(left, static_cast<toff_t>(size)));
  source.readBeyondEnd = source.readBeyondEnd || count < static_cast<std::size_t>(size);
  if (count > 0) {
    std::memcpy(target, source.bytes.data() + source.position, count);
  }
  source.position += count;
  return static_cast<tmsize_t>(count);
}

tmsize_t writeNothing(thandle_t, void *, tmsize_t) { return 0; }
int closeNothing(thandle_t) { return 0; }

toff_t seekSource(thandle_t handle, toff_t offset, int whence) {
  auto &source = *static_cast<Source *>(handle);
  const toff_t from = whence == SEEK_SET   ? 0
                      : whence == SEEK_CUR ? source.position
                                           : source.bytes.size();
  source.position = from + offset;
  return source.position;
}

toff_t sizeOfSource(thandle_t handle) { return static_cast<Source *>(handle)->bytes.size(); }

int onError(TIFF *, void *source, const char *, const char *, va_list) {
  static_cast<Source *>(source)->broken = true;
  return 1;
}

/// Of the many warnings only those of the JPEG decoder mean wrong pixels.
int onWarning(TIFF *, void *source, const char *module, const char *, va_list) {
  auto &state = *static_cast<Source *>(source);
  state.broken = state.broken || (module != nullptr && std::strcmp(module, "JPEGLib") == 0);
  return 1;
}

/// Closes the file and lets go of the reader in any case.
struct Reader {
  explicit Reader(Source &source) {
    TIFFOpenOptions *options = TIFFOpenOptionsAlloc();
    TIFFOpenOptionsSetMaxSingleMemAlloc(options, kMostMemory);
    TIFFOpenOptionsSetErrorHandlerExtR(options, onError, &source);
    TIFFOpenOptionsSetWarningHandlerExtR(options, onWarning, &source);
    file = TIFFClientOpenExt("picture", "rm", &source, readSource, writeNothing, seekSource,
                             closeNothing, sizeOfSource, nullptr, nullptr, options);
    TIFFOpenOptionsFree(options);
  }
  ~Reader() {
    if (begun) {
      TIFFRGBAImageEnd(&image);
    }
    if (file != nullptr) {
      TIFFClose(file);
    }
  }
  Reader(const Reader &) = delete;
  Reader &operator=(const Reader &) = delete;

  TIFF *file;
  TIFFRGBAImage image{};
  bool begun = false;
};

/// What cameras, scanners and editors write; the rest is seldom used and seldom tested.
bool isReadCompression(std::uint16_t compression) {
  switch (compression) {
    case COMPRESSION_NONE:
    case COMPRESSION_CCITTRLE:
    case COMPRESSION_CCITTFAX3:
    case COMPRESSION_CCITTFAX4:
    case COMPRESSION_LZW:
    case COMPRESSION_JPEG:
    case COMPRESSION_ADOBE_DEFLATE:
    case COMPRESSION_DEFLATE:
    case COMPRESSION_PACKBITS:
      return true;
    default:
      return false;
  }
}

/// libtiff's own way with grey and alpha drops 16-bit alpha and does not multiply the other; this
/// hands on alpha multiplied in, as libtiff does for colours. `skew` in pixels.
void putGreyWithAlpha(TIFFRGBAImage *image, std::uint32_t *target, std::uint32_t, std::uint32_t,
                      std::uint32_t width, std::uint32_t height, std::int32_t fromSkew,
                      std::int32_t toSkew, unsigned char *bytes) {
  const std::size_t sample = image->bitspersample / 8u, pixel = image->samplesperpixel * sample;
  const auto valueAt = [&](std::size_t index) -> std::uint32_t {
    std::uint16_t wide = 0;
    std::memcpy(&wide, bytes + index * sample, sample);
    return sample == 1 ? bytes[index] : (wide + 128u) / 257u;
  };
  for (; height > 0; --height, target += toSkew, bytes += fromSkew * std::ptrdiff_t(pixel)) {
    for (std::uint32_t x = 0; x < width; ++x, bytes += pixel) {
      const std::uint32_t alpha = valueAt(1);
      std::uint32_t grey = valueAt(0);
      grey = image->photometric == PHOTOMETRIC_MINISWHITE ? 255 - grey : grey;
      grey = image->alpha == EXTRASAMPLE_UNASSALPHA ? (grey * alpha + 127) / 255 : grey;
      *target++ = grey | grey << 8u | grey << 16u | alpha << 24u;
    }
  }
}

bool isGreyWithAlpha(const TIFFRGBAImage &image) {
  return image.alpha != 0 && image.isContig != 0 && image.samplesperpixel >= 2 &&
         (image.bitspersample == 8 || image.bitspersample == 16) &&
         (image.photometric == PHOTOMETRIC_MINISBLACK ||
          image.photometric == PHOTOMETRIC_MINISWHITE);
}

/// From libtiff's pixels with alpha multiplied in to the picture on white.
void layOnWhite(Frame &frame) {
  for (std::size_t i = 0; i < frame.rgba.size(); i += 4) {
    std::uint32_t pixel = 0;
    std::memcpy(&pixel, frame.rgba.data() + i, 4);
    const std::uint32_t white = 255 - TIFFGetA(pixel);
    const std::uint32_t colours[] = {TIFFGetR(pixel), TIFFGetG(pixel), TIFFGetB(pixel)};
    for (std::size_t c = 0; c < 3; ++c) {
      frame.rgba[i + c] = static_cast<std::uint8_t>(std::min(255u, colours[c] + white));
    }
    frame.rgba[i + 3] = 255;
  }
}

/// What all strips or tiles unpack to, which may be far more than the picture: tiles reach beyond
/// it, samples need not be colours.
std::uint64_t unpackedBytes(TIFF *file) {
  return TIFFIsTiled(file) != 0 ? TIFFTileSize64(file) * TIFFNumberOfTiles(file)
                                : TIFFStripSize64(file) * TIFFNumberOfStrips(file);
}

void readPixels(Reader &reader, Source &source, Frame &frame, const std::string &path) {
  std::uint16_t compression = COMPRESSION_NONE;
  TIFFGetFieldDefaulted(reader.file, TIFFTAG_COMPRESSION, &compression);
  char why[1024] = "";
  reader.begun = isReadCompression(compression) && unpackedBytes(reader.file) <= kMostUnpacked &&
                 TIFFRGBAImageOK(reader.file, why) != 0 &&
                 TIFFRGBAImageBegin(&reader.image, reader.file, /*stop=*/1, why) != 0;
  if (source.readBeyondEnd) {
    throw endsTooEarly(path);
  }
  if (!reader.begun) {
    throw unreadKind(path, "a TIFF of a rare kind (as floating-point or raw camera data)");
  }
  TIFFRGBAImage &image = reader.image;
  image.orientation = image.req_orientation = ORIENTATION_TOPLEFT;  // turned by the caller
  if (isGreyWithAlpha(image)) {
    image.put.contig = putGreyWithAlpha;
  }
  const int done = TIFFRGBAImageGet(&image, reinterpret_cast<std::uint32_t *>(frame.rgba.data()),
                                    static_cast<std::uint32_t>(frame.width),
                                    static_cast<std::uint32_t>(frame.height));
  if (source.readBeyondEnd) {
    throw endsTooEarly(path);
  }
  if (done == 0 || source.broken) {
    throw damagedPicture(path, "its data is broken");
  }
}

}  // namespace

StoredPicture decodeTiff(std::span<const std::uint8_t> bytes, const std::string &path) {
  Source source{bytes};
  Reader reader(source);
  std::uint32_t width = 0, height = 0;
  if (reader.file != nullptr) {
    TIFFGetField(reader.file, TIFFTAG_IMAGEWIDTH, &width);
    TIFFGetField(reader.file, TIFFTAG_IMAGELENGTH, &height);
  }
  if (source.readBeyondEnd) {
    throw endsTooEarly(path);
  }
  if (reader.file == nullptr) {
    throw damagedPicture(path, "its directory is broken");
  }
  StoredPicture picture;
  picture.frame = frameForPicture(width, height, path);
  std::uint16_t orientation = ORIENTATION_TOPLEFT;
  TIFFGetFieldDefaulted(reader.file, TIFFTAG_ORIENTATION, &orientation);
  picture.orientation = orientation >= 1 && orientation <= 8 ? orientation : 1;
  readPixels(reader, source, *picture.frame, path);
  layOnWhite(*picture.frame);
  return picture;
}

}  // namespace everyword
