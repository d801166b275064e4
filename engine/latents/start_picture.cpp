#include "engine/latents/start_picture.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <string>

#include "engine/api/errors.h"
#include "engine/api/exporting.h"
#include "engine/core/tensor_frame.h"

namespace everyword {

namespace {

/// "#rrggbb" -> [1,3,1,1] in [0,1].
at::Tensor colourTensor(const std::string &colour) {
  std::vector<float> channels;
  for (int i = 0; i < 3; ++i) {
    channels.push_back(static_cast<float>(std::stoi(
                           colour.substr(1 + 2 * static_cast<std::size_t>(i), 2), nullptr, 16)) /
                       255.0F);
  }
  return at::tensor(channels).view({1, 3, 1, 1});
}

FramePtr frameOf(const StartPoint &start) {
  return start.kind == Start::EarlierFrame && start.frame ? start.frame
                                                          : readPicture(start.picture);
}

at::Tensor resized(const Frame &frame, int width, int height) {
  // Without a low-pass filter fine detail would turn into patterns that the picture does not have.
  return frame.width > width || frame.height > height
             ? resizedFromFrame(frame, height, width)
             : at::upsample_bilinear2d(tensorFromFrame(frame), {height, width},
                                       /*align_corners=*/false);
}

Frame middleSquare(const Frame &frame) {
  Frame square;
  square.width = square.height = std::min(frame.width, frame.height);
  const std::size_t row = static_cast<std::size_t>(square.width) * 4;
  const int left = (frame.width - square.width) / 2, top = (frame.height - square.height) / 2;
  square.rgba.resize(row * static_cast<std::size_t>(square.height));
  for (int y = 0; y < square.height; ++y) {
    const std::size_t from = (static_cast<std::size_t>(top + y) * frame.width + left) * 4;
    std::copy_n(frame.rgba.data() + from, row, square.rgba.data() + row * y);
  }
  return square;
}

}  // namespace

at::Tensor startPicture(const StartPoint &start, int width, int height) {
  if (start.kind == Start::Plain || start.kind == Start::Search) {
    return colourTensor(start.colour).expand({1, 3, height, width});
  }
  if (start.kind == Start::TwoColours) {
    const int horizon = height / 2;
    return at::cat({colourTensor(start.colour).expand({1, 3, horizon, width}),
                    colourTensor(start.colour2).expand({1, 3, height - horizon, width})},
                   /*dim=*/2);
  }
  return resized(*frameOf(start), width, height);
}

at::Tensor squareStartPicture(const StartPoint &start, int side) {
  const FramePtr frame = frameOf(start);
  return frame->width == frame->height ? resized(*frame, side, side)
                                       : resized(middleSquare(*frame), side, side);
}

}  // namespace everyword
