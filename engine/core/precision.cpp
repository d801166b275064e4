#include "engine/core/precision.h"

#include <ATen/ATen.h>
#include <ATen/autocast_mode.h>

namespace everyword {

ReducedPrecision::ReducedPrecision(Precision precision, c10::Device device)
    : device_(device.type()),
      wasEnabled_(at::autocast::is_autocast_enabled(device.type())),
      before_(at::autocast::get_autocast_dtype(device.type())) {
  at::autocast::set_autocast_enabled(device_, precision == Precision::Bf16);
  if (precision == Precision::Bf16) {
    at::autocast::set_autocast_dtype(device_, at::kBFloat16);
  }
}

ReducedPrecision::~ReducedPrecision() {
  // Autocast keeps the bfloat16 copy of every leaf that requires gradients and entered a product. A
  // step has leaves of its own, so without this each step would leave some megabytes behind.
  if (at::autocast::is_autocast_enabled(device_)) {
    at::autocast::clear_cache();
  }
  at::autocast::set_autocast_dtype(device_, before_);
  at::autocast::set_autocast_enabled(device_, wasEnabled_);
}

at::Tensor inFullPrecision(const at::Tensor &x) {
  return x.scalar_type() == at::kDouble ? x : x.to(at::kFloat);
}

}  // namespace everyword
