#include "engine/core/tensor_frame.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <vector>

#include "engine/core/check_shape.h"

namespace everyword {

namespace {

/// float32 [1,3,rows,W] in [0,1] of some rows of the frame.
at::Tensor rowsOf(const Frame &frame, std::int64_t top, std::int64_t rows) {
  const std::int64_t row = std::int64_t{frame.width} * 4;
  at::Tensor rgba = at::empty({rows, frame.width, 4}, at::kByte);
  std::copy_n(frame.rgba.begin() + top * row, rows * row, rgba.mutable_data_ptr<std::uint8_t>());
  return rgba.narrow(2, 0, 3).permute({2, 0, 1}).unsqueeze(0).to(at::kFloat).div(255).contiguous();
}

}  // namespace

std::shared_ptr<Frame> frameFromTensor(const at::Tensor &image) {
  const at::Tensor single = image.dim() == 4 ? image.squeeze(0) : image;
  checkShape(single, {3, kAny, kAny}, "picture");
  const std::int64_t height = single.size(1);
  const std::int64_t width = single.size(2);
  const at::Tensor colours =
      (single.detach().to(at::kCPU, at::kFloat).clamp(0, 1) * 255 + 0.5).to(at::kByte);
  const at::Tensor alpha = at::full({1, height, width}, 255, at::kByte);
  const at::Tensor rgba = at::cat({colours, alpha}).permute({1, 2, 0}).contiguous();

  auto frame = std::make_shared<Frame>();
  frame->width = static_cast<int>(width);
  frame->height = static_cast<int>(height);
  const auto *bytes = rgba.const_data_ptr<std::uint8_t>();
  frame->rgba.assign(bytes, bytes + rgba.numel());
  return frame;
}

at::Tensor tensorFromFrame(const Frame &frame) { return rowsOf(frame, 0, frame.height); }

at::Tensor resizedFromFrame(const Frame &frame, std::int64_t height, std::int64_t width) {
  constexpr std::int64_t kPixels = 1 << 20;  // at a time
  const std::int64_t most = std::max<std::int64_t>(1, kPixels / frame.width);
  std::vector<at::Tensor> narrow;  // the filter is separable: first along rows, then across them
  for (std::int64_t top = 0; top < frame.height; top += most) {
    const std::int64_t rows = std::min<std::int64_t>(most, frame.height - top);
    narrow.push_back(at::_upsample_bilinear2d_aa(rowsOf(frame, top, rows), {rows, width},
                                                 /*align_corners=*/false));
  }
  return at::_upsample_bilinear2d_aa(at::cat(narrow, 2), {height, width}, /*align_corners=*/false);
}

FloatMap mapFromTensor(const at::Tensor &map, std::string label, int regionId) {
  checkShape(map, {kAny, kAny}, "map");
  const at::Tensor values = map.detach().to(at::kCPU, at::kFloat).contiguous();
  FloatMap result;
  result.label = std::move(label);
  result.regionId = regionId;
  result.height = static_cast<int>(values.size(0));
  result.width = static_cast<int>(values.size(1));
  const auto *data = values.const_data_ptr<float>();
  result.values.assign(data, data + values.numel());
  return result;
}

}  // namespace everyword
