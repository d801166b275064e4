#include <webp/encode.h>

#include <memory>

#include "engine/export/exporters.h"
#include "engine/export/frame_check.h"

namespace everyword {

std::vector<std::uint8_t> encodeWebp(const Frame &frame, const std::string & /*recipe*/) {
  checkFrame(frame);
  std::uint8_t *data = nullptr;
  const std::size_t size =
      WebPEncodeRGBA(frame.rgba.data(), frame.width, frame.height, frame.width * 4, 95, &data);
  const std::unique_ptr<std::uint8_t, decltype(&WebPFree)> owner(data, &WebPFree);
  if (size == 0) {
    throw Error("the picture of " + std::to_string(frame.width) + " x " +
                std::to_string(frame.height) + " pixels cannot be stored as WebP");
  }
  return {data, data + size};
}

}  // namespace everyword
