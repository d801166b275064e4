#pragma once

#include <ATen/core/Tensor.h>

#include <map>
#include <string>

namespace everyword {

/// One safetensors file, written atomically (core/atomic_file.h), tensor by tensor, in the order of
/// their names. Any device, strides and shape; dtypes of the format's table. Throws ResourceError
/// (full disk, read-only folder), Error for another dtype.
void writeSafetensors(const std::string &path, const std::map<std::string, at::Tensor> &tensors,
                      const std::map<std::string, std::string> &metadata = {});

}  // namespace everyword
