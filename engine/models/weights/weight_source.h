#pragma once

#include <ATen/core/Tensor.h>
#include <c10/core/Device.h>

#include <cstdint>
#include <string>
#include <vector>

#include "engine/checkpoint/tensor_table.h"
#include "engine/nn/convolution_layout.h"

namespace everyword {

/// Takes a model's tensors from a checkpoint, ready for use: float32, on the device, constants.
/// Faults are collected by the loader behind it, so one pass finds them all.
class WeightSource {
 public:
  WeightSource(WeightLoader &loader, c10::Device device) : loader_(loader), device_(device) {}

  /// The tensor of that shape (kAny = any size); zeros and a noted fault when it is missing or has
  /// another shape.
  at::Tensor get(const std::string &name, const std::vector<std::int64_t> &shape) const;
  /// Undefined when there is none of that name.
  at::Tensor getOptional(const std::string &name, const std::vector<std::int64_t> &shape) const;

 private:
  WeightLoader &loader_;
  c10::Device device_;
};

}  // namespace everyword
