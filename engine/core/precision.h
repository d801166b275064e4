#pragma once

#include <ATen/core/Tensor.h>
#include <c10/core/Device.h>

#include "engine/api/run_request.h"

namespace everyword {

/// What a run's precision means for each of its parts: Fp32 or Bf16. Auto that is undecided is
/// Fp32.
constexpr Precision generatorPrecision(Precision precision) {
  return precision == Precision::Bf16 || precision == Precision::Bf16Generator ? Precision::Bf16
                                                                               : Precision::Fp32;
}
constexpr Precision encoderPrecision(Precision precision) {
  return precision == Precision::Bf16 || precision == Precision::Bf16Encoder ? Precision::Bf16
                                                                             : Precision::Fp32;
}

/// While it lives, this thread's large products (linear layers, convolutions, attention) on
/// `device` run in bfloat16 where `precision` says so; weights and what other operations make stay
/// float32. Nothing changes for Fp32. LibTorch's autocast.
class ReducedPrecision {
 public:
  ReducedPrecision(Precision precision, c10::Device device);
  ~ReducedPrecision();
  ReducedPrecision(const ReducedPrecision &) = delete;
  ReducedPrecision &operator=(const ReducedPrecision &) = delete;

 private:
  c10::DeviceType device_;
  bool wasEnabled_;
  at::ScalarType before_;
};

/// While it lives, a ReducedPrecision around it is off: for steps where a few bits decide, such as
/// the choice of a code or the last layer before the picture. Inputs have to go through
/// inFullPrecision().
class FullPrecision {
 public:
  explicit FullPrecision(c10::Device device) : plain_(Precision::Fp32, device) {}

 private:
  ReducedPrecision plain_;
};

/// What a ReducedPrecision region made, as float32; float64 stays as it is.
at::Tensor inFullPrecision(const at::Tensor &x);

}  // namespace everyword
