#include <cstddef>
#include <cstdio>
// libjpeg's header needs the two above.
#include <jpeglib.h>

#include <csetjmp>
#include <cstdlib>

#include "engine/export/exporters.h"
#include "engine/export/frame_check.h"

namespace everyword {

namespace {

/// libjpeg reports errors by longjmp: write() owns nothing with a destructor.
struct JpegWriter {
  JpegWriter() {
    encoder.err = jpeg_std_error(&errors);
    errors.error_exit = [](j_common_ptr common) {
      std::longjmp(static_cast<JpegWriter *>(common->client_data)->jump, 1);
    };
    errors.output_message = [](j_common_ptr) {};
    encoder.client_data = this;
  }
  ~JpegWriter() {
    jpeg_destroy_compress(&encoder);
    std::free(bytes);
  }
  JpegWriter(const JpegWriter &) = delete;
  JpegWriter &operator=(const JpegWriter &) = delete;

  bool write(const Frame &frame) {
    if (setjmp(jump) != 0) {
      return false;
    }
    jpeg_create_compress(&encoder);
    jpeg_mem_dest(&encoder, &bytes, &size);
    encoder.image_width = static_cast<JDIMENSION>(frame.width);
    encoder.image_height = static_cast<JDIMENSION>(frame.height);
    encoder.input_components = 4;
    encoder.in_color_space = JCS_EXT_RGBX;
    jpeg_set_defaults(&encoder);
    jpeg_set_quality(&encoder, 95, TRUE);
    jpeg_start_compress(&encoder, TRUE);
    while (encoder.next_scanline < encoder.image_height) {
      auto *row = const_cast<JSAMPLE *>(frame.rgba.data()) +
                  std::size_t{encoder.next_scanline} * encoder.image_width * 4;
      jpeg_write_scanlines(&encoder, &row, 1);
    }
    jpeg_finish_compress(&encoder);
    return true;
  }

  jpeg_compress_struct encoder{};
  jpeg_error_mgr errors{};
  std::jmp_buf jump{};
  unsigned char *bytes = nullptr;
  unsigned long size = 0;
};

}  // namespace

std::vector<std::uint8_t> encodeJpeg(const Frame &frame, const std::string & /*recipe*/) {
  checkFrame(frame);
  JpegWriter writer;
  if (!writer.write(frame)) {
    throw Error("the picture of " + std::to_string(frame.width) + " x " +
                std::to_string(frame.height) + " pixels cannot be stored as JPEG");
  }
  return {writer.bytes, writer.bytes + writer.size};
}

}  // namespace everyword
