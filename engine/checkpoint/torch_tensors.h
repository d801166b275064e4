#pragma once

#include <ATen/core/Tensor.h>

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "engine/checkpoint/pickle_value.h"
#include "engine/checkpoint/tensor_table.h"

namespace everyword {

/// The tensors of a pickled value by dotted name: keys of dictionaries, attributes of objects,
/// positions in lists. The
/// `_parameters`, `_buffers` and `_modules` of a pickled module are no part of the names, as in its
/// state dict. Throws FileError when the value is nested or shared far beyond what `pickleBytes`
/// explains.
std::map<std::string, StoredTensor> namedTensors(const PickleValue &root, std::uint64_t pickleBytes,
                                                 const std::string &path);

/// Entries `first` .. `first + count` of a storage as a tensor of one dimension.
using StorageReader =
    std::function<at::Tensor(const StorageRef &storage, std::uint64_t first, std::uint64_t count)>;

/// A table whose tensors are views of storages, in a file of `fileBytes`.
TensorTable tableOf(std::map<std::string, StoredTensor> tensors, StorageReader read,
                    const std::string &path, std::uint64_t fileBytes, const std::string &format);

}  // namespace everyword
