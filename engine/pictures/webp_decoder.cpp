#include <webp/decode.h>
#include <webp/demux.h>

#include <algorithm>

#include "engine/pictures/picture_decoders.h"

namespace everyword {

namespace {

/// Owns the demuxer and what it hands out.
struct Demuxer {
  explicit Demuxer(std::span<const std::uint8_t> bytes) {
    const WebPData data{bytes.data(), bytes.size()};
    handle = WebPDemux(&data);
  }
  ~Demuxer() {
    WebPDemuxReleaseIterator(&frame);
    WebPDemuxReleaseChunkIterator(&exif);
    WebPDemuxDelete(handle);
  }
  Demuxer(const Demuxer &) = delete;
  Demuxer &operator=(const Demuxer &) = delete;

  WebPDemuxer *handle;
  WebPIterator frame{};
  WebPChunkIterator exif{};
};

/// What the container says that it holds, from its start on.
std::size_t containerSize(std::span<const std::uint8_t> bytes) {
  return 8 + (std::size_t{bytes[4]} | std::size_t{bytes[5]} << 8u | std::size_t{bytes[6]} << 16u |
              std::size_t{bytes[7]} << 24u);
}

}  // namespace

StoredPicture decodeWebp(std::span<const std::uint8_t> bytes, const std::string &path) {
  if (containerSize(bytes) > bytes.size()) {
    throw endsTooEarly(path);
  }
  Demuxer demuxer(bytes);
  if (demuxer.handle == nullptr || WebPDemuxGetFrame(demuxer.handle, 1, &demuxer.frame) == 0) {
    throw damagedPicture(path, "its parts do not fit together");
  }
  StoredPicture picture;
  picture.frame = frameForPicture(WebPDemuxGetI(demuxer.handle, WEBP_FF_CANVAS_WIDTH),
                                  WebPDemuxGetI(demuxer.handle, WEBP_FF_CANVAS_HEIGHT), path);
  // A frame of an animation may cover a part; the rest is transparent.
  const WebPIterator &frame = demuxer.frame;
  std::vector<std::uint8_t> &rgba = picture.frame->rgba;
  const int stride = picture.frame->width * 4;
  const std::size_t start = std::size_t{4} * frame.x_offset + std::size_t(stride) * frame.y_offset;
  if (start >= rgba.size() ||
      WebPDecodeRGBAInto(frame.fragment.bytes, frame.fragment.size, rgba.data() + start,
                         rgba.size() - start, stride) == nullptr) {
    throw damagedPicture(path, "its data is broken");
  }
  if (WebPDemuxGetChunk(demuxer.handle, "EXIF", 1, &demuxer.exif) != 0) {
    const WebPData &exif = demuxer.exif.chunk;
    picture.orientation = std::max(1, exifOrientation({exif.bytes, exif.size}));
  }
  return picture;
}

}  // namespace everyword
