#include "engine/core/precision.h"

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
  at::autocast::set_autocast_dtype(device_, before_);
  at::autocast::set_autocast_enabled(device_, wasEnabled_);
}

}  // namespace everyword
