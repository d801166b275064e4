#pragma once

#include <ATen/core/Tensor.h>

#include <memory>

#include "engine/api/frame.h"

namespace everyword {

/// `image` [1,3,H,W] or [3,H,W], values in [0,1] (clamped), any device -> RGBA8 with alpha 255;
/// `maps` empty.
std::shared_ptr<Frame> frameFromTensor(const at::Tensor &image);

/// -> float32 CPU [1,3,H,W] in [0,1].
at::Tensor tensorFromFrame(const Frame &frame);

/// The same resized to [1,3,height,width] by an antialiased bilinear filter. Takes memory for some
/// rows at a time: as floats, a photograph would need twelve bytes a pixel, several times over.
at::Tensor resizedFromFrame(const Frame &frame, std::int64_t height, std::int64_t width);

/// `map` [H,W] float, any device.
FloatMap mapFromTensor(const at::Tensor &map, std::string label, int regionId);

}  // namespace everyword
