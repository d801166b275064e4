#include "engine/models/weights/weight_source.h"

#include <ATen/ATen.h>

namespace everyword {

at::Tensor WeightSource::get(const std::string &name,
                             const std::vector<std::int64_t> &shape) const {
  return loader_.get(name, shape).to(device_).set_requires_grad(false);
}

at::Tensor WeightSource::getOptional(const std::string &name,
                                     const std::vector<std::int64_t> &shape) const {
  const at::Tensor tensor = loader_.getOptional(name, shape);
  return tensor.defined() ? tensor.to(device_).set_requires_grad(false) : tensor;
}

}  // namespace everyword
