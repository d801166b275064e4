#include "engine/nn/convolution_layout.h"

#include <ATen/ATen.h>

namespace everyword {

at::Tensor inConvolutionLayout(const at::Tensor &picture) {
  // cuDNN picks its own layout in float32; on the CPU channels last is a quarter faster (measured).
  return picture.is_cpu() ? picture.contiguous(at::MemoryFormat::ChannelsLast)
                          : picture.contiguous();
}

at::Tensor scaledInConvolutionLayout(const at::Tensor &kernel, double scale) {
  at::Tensor scaled =
      at::empty(kernel.sizes(), kernel.options(),
                kernel.is_cpu() ? at::MemoryFormat::ChannelsLast : at::MemoryFormat::Contiguous);
  return at::mul_out(scaled, kernel, at::scalar_tensor(scale, kernel.options()));
}

}  // namespace everyword
