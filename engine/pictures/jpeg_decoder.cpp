#include <cstddef>
#include <cstdio>
// libjpeg's header needs the two above.
#include <jerror.h>
#include <jpeglib.h>

#include <algorithm>
#include <csetjmp>

#include "engine/pictures/picture_decoders.h"

namespace everyword {

namespace {

// Each scan of a progressive picture visits all its pixels; real ones have about ten.
constexpr int kMostScans = 100;

enum class Fault { None, EndsEarly, Damaged, TooManyScans, UnreadKind };

/// libjpeg reports errors by longjmp. The functions that call setjmp therefore own nothing with a
/// destructor: all such objects live in their callers.
class JpegReader {
 public:
  explicit JpegReader(std::span<const std::uint8_t> bytes) : bytes_(bytes) {
    decoder_.err = jpeg_std_error(&errors_);
    errors_.error_exit = [](j_common_ptr common) { of(common).fail(of(common).faultOfError()); };
    errors_.emit_message = [](j_common_ptr common, int level) {
      if (level < 0 && of(common).isDamage()) {
        of(common).fail(common->err->msg_code == JWRN_JPEG_EOF ? Fault::EndsEarly : Fault::Damaged);
      }
    };
    errors_.output_message = [](j_common_ptr) {};
    progress_.progress_monitor = [](j_common_ptr common) {
      if (of(common).decoder_.input_scan_number > kMostScans) {
        of(common).fail(Fault::TooManyScans);
      }
    };
    decoder_.client_data = this;
  }
  ~JpegReader() { jpeg_destroy_decompress(&decoder_); }
  JpegReader(const JpegReader &) = delete;
  JpegReader &operator=(const JpegReader &) = delete;

  const jpeg_decompress_struct &info() const { return decoder_; }

  Fault readHeader() {
    if (setjmp(jump_) != 0) {
      return fault_;
    }
    jpeg_create_decompress(&decoder_);
    decoder_.progress = &progress_;
    jpeg_set_marker_processor(&decoder_, JPEG_APP0 + 1, takeApp1);
    jpeg_mem_src(&decoder_, bytes_.data(), bytes_.size());
    jpeg_read_header(&decoder_, TRUE);
    return Fault::None;
  }

  /// RGBA, or CMYK for a picture of four channels, 4 bytes a pixel.
  Fault readPixels(std::uint8_t *pixels) {
    if (setjmp(jump_) != 0) {
      return fault_;
    }
    decoder_.out_color_space = decoder_.num_components == 4 ? JCS_CMYK : JCS_EXT_RGBA;
    jpeg_start_decompress(&decoder_);
    while (decoder_.output_scanline < decoder_.output_height) {
      JSAMPROW row = pixels + std::size_t{decoder_.output_scanline} * decoder_.output_width * 4;
      jpeg_read_scanlines(&decoder_, &row, 1);
    }
    while (jpeg_input_complete(&decoder_) == FALSE) {
      jpeg_consume_input(&decoder_);  // to the end marker, past which nothing is looked at
    }
    return Fault::None;
  }

  int orientation() const { return std::max(1, orientation_); }

 private:
  static JpegReader &of(j_common_ptr common) {
    return *static_cast<JpegReader *>(common->client_data);
  }

  /// Looks for EXIF's orientation in a segment where it lies: a copy of each would let small
  /// segments take ten times their size.
  static boolean takeApp1(j_decompress_ptr decoder) {
    JpegReader &reader = of(reinterpret_cast<j_common_ptr>(decoder));
    jpeg_source_mgr &source = *decoder->src;
    const JOCTET *start = source.next_input_byte;
    const std::size_t length =
        source.bytes_in_buffer < 2 ? 2 : std::size_t{start[0]} << 8u | start[1];
    if (length > source.bytes_in_buffer) {
      reader.fail(Fault::EndsEarly);
    }
    if (length < 2) {
      reader.fail(Fault::Damaged);
    }
    const std::span<const std::uint8_t> data(start + 2, length - 2);
    if (reader.orientation_ == 0 && data.size() > 6 &&
        std::equal(data.begin(), data.begin() + 5, "Exif")) {
      reader.orientation_ = exifOrientation(data);
    }
    source.next_input_byte += length;
    source.bytes_in_buffer -= length;
    return TRUE;
  }

  [[noreturn]] void fail(Fault fault) {
    fault_ = fault;
    std::longjmp(jump_, 1);
  }

  Fault faultOfError() const {
    switch (errors_.msg_code) {
      case JERR_BAD_PRECISION:
      case JERR_SOF_UNSUPPORTED:
      case JERR_CONVERSION_NOTIMPL:
      case JERR_ARITH_NOTIMPL:
      case JERR_CCIR601_NOTIMPL:
      case JERR_FRACT_SAMPLE_NOTIMPL:
        return Fault::UnreadKind;
      default:
        return Fault::Damaged;
    }
  }

  /// Whether the warning just given means that pixels are wrong or missing.
  bool isDamage() const {
    switch (errors_.msg_code) {
      case JWRN_ADOBE_XFORM:
      case JWRN_BOGUS_ICC:
      case JWRN_JFIF_MAJOR:
      case JWRN_TOO_MUCH_DATA:
        return false;
      case JWRN_EXTRANEOUS_DATA: {
        // Cameras fill up with zeros in front of the end marker.
        const auto skipped = static_cast<std::size_t>(errors_.msg_parm.i[0]);
        const JOCTET *end = decoder_.src->next_input_byte;
        return skipped > static_cast<std::size_t>(end - bytes_.data()) ||
               std::any_of(end - skipped, end, [](JOCTET c) { return c != 0; });
      }
      default:
        return true;
    }
  }

  std::span<const std::uint8_t> bytes_;
  jpeg_decompress_struct decoder_{};
  jpeg_error_mgr errors_{};
  jpeg_progress_mgr progress_{};
  std::jmp_buf jump_{};
  Fault fault_ = Fault::None;
  int orientation_ = 0;  ///< of the first EXIF that has one
};

void throwFault(Fault fault, const std::string &path) {
  switch (fault) {
    case Fault::None:
      return;
    case Fault::EndsEarly:
      throw endsTooEarly(path);
    case Fault::TooManyScans:
      throw damagedPicture(path, "it has more than " + std::to_string(kMostScans) + " scans");
    case Fault::UnreadKind:
      throw unreadKind(path, "a JPEG of a rare kind (lossless or 12 bits)");
    case Fault::Damaged:
      throw damagedPicture(path, "its data is broken");
  }
}

/// In place. Adobe's programs store the inks inverted, and nearly all such files are theirs.
void rgbaFromCmyk(Frame &frame, bool inverted) {
  const unsigned flip = inverted ? 0 : 255;
  for (std::size_t i = 0; i < frame.rgba.size(); i += 4) {
    const unsigned paper = frame.rgba[i + 3] ^ flip;
    for (std::size_t c = i; c < i + 3; ++c) {
      frame.rgba[c] = static_cast<std::uint8_t>(((frame.rgba[c] ^ flip) * paper + 127) / 255);
    }
    frame.rgba[i + 3] = 255;
  }
}

}  // namespace

StoredPicture decodeJpeg(std::span<const std::uint8_t> bytes, const std::string &path) {
  JpegReader reader(bytes);
  throwFault(reader.readHeader(), path);
  const jpeg_decompress_struct &info = reader.info();
  if (info.num_components != 1 && info.num_components != 3 && info.num_components != 4) {
    throw unreadKind(path, "a JPEG of " + std::to_string(info.num_components) + " channels");
  }
  StoredPicture picture;
  picture.frame = frameForPicture(info.image_width, info.image_height, path);
  throwFault(reader.readPixels(picture.frame->rgba.data()), path);
  if (info.num_components == 4) {
    rgbaFromCmyk(*picture.frame, info.saw_Adobe_marker != 0);
  }
  picture.orientation = reader.orientation();
  return picture;
}

}  // namespace everyword
