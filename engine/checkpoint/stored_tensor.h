#pragma once

#include <c10/core/ScalarType.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace everyword {

/// A storage as a pickle names it: a key, an element type and a length. Nothing is read yet.
struct StorageRef {
  std::string key;
  c10::ScalarType dtype = c10::ScalarType::Undefined;
  /// PyTorch's word for a type that cannot be read, else null. (A large checkpoint has many of
  /// these.)
  std::shared_ptr<const std::string> unreadableType;
  std::uint64_t elementBytes = 0;  ///< 0: not known
  std::uint64_t count = 0;         ///< entries of the whole storage in the file
  std::uint64_t viewStart =
      0;  ///< old archives: the storage is a part of a larger one, from this entry on
  std::uint64_t viewCount = 0;  ///< entries of that part; `count` otherwise
};

/// A strided view of a storage, checked by `checkedView`.
struct StoredTensor {
  StorageRef storage;
  std::uint64_t first = 0;   ///< entry of the whole storage where the view starts
  std::uint64_t extent = 0;  ///< entries from the first to the last one used
  std::vector<std::int64_t> shape, stride;
};

/// Checks offset, sizes and strides against the storage. Returns an empty string, or what is wrong.
std::string checkedView(const StorageRef &storage, std::int64_t offset,
                        const std::vector<std::int64_t> &shape,
                        const std::vector<std::int64_t> &stride, StoredTensor &result);

}  // namespace everyword
