#pragma once

#include <ATen/core/Tensor.h>

#include "engine/api/run_request.h"

namespace everyword {

/// The picture that a run starts from (every StartPoint::kind that names colours or a picture), for
/// generators that can encode one: [1,3,height,width] in [0,1] on the CPU. Throws FileError when it
/// cannot be read.
at::Tensor startPicture(const StartPoint &start, int width, int height);

/// The middle square of the picture that a run starts from, for generators of square pictures that
/// have no encoder: [1,3,side,side] in [0,1] on the CPU, low-pass filtered. Throws FileError.
at::Tensor squareStartPicture(const StartPoint &start, int side);

}  // namespace everyword
