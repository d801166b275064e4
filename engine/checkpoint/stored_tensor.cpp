#include "engine/checkpoint/stored_tensor.h"

#include "engine/checkpoint/input_file.h"

namespace everyword {

namespace {
constexpr std::size_t kDimensionLimit = 64;
// An expanded view (stride 0) may be larger than its file; its consumer may make it whole, hence a
// bound.
constexpr std::uint64_t kExpandedLimit = std::uint64_t{1} << 31;
constexpr std::uint64_t kAnyLimit = std::uint64_t{1} << 62;
}  // namespace

std::string checkedView(const StorageRef &storage, std::int64_t offset,
                        const std::vector<std::int64_t> &shape,
                        const std::vector<std::int64_t> &stride, StoredTensor &result) {
  if (shape.size() != stride.size() || shape.size() > kDimensionLimit) {
    return "sizes and strides do not match";
  }
  std::uint64_t entries = 0;
  if (offset < 0) {
    return "an offset is negative";
  }
  if (!byteCount(shape, 1, entries)) {
    return "the sizes are negative or too large";
  }
  unsigned __int128 last = static_cast<std::uint64_t>(offset);
  for (std::size_t i = 0; i < shape.size(); ++i) {
    if (stride[i] < 0) {
      return "a stride is negative";
    }
    if (entries == 0) {
      continue;
    }
    last += static_cast<unsigned __int128>(shape[i] - 1) * static_cast<std::uint64_t>(stride[i]);
    if (last > kAnyLimit) {
      return "the strides are too large";
    }
  }
  const std::uint64_t needed = entries == 0 ? 0 : static_cast<std::uint64_t>(last) + 1;
  if (needed > storage.viewCount) {
    return "it needs " + std::to_string(needed) + " entries of storage " + storage.key +
           ", which has " + std::to_string(storage.viewCount);
  }
  result.storage = storage;
  result.first = entries == 0 ? 0 : storage.viewStart + static_cast<std::uint64_t>(offset);
  result.extent = entries == 0 ? 0 : needed - static_cast<std::uint64_t>(offset);
  if (entries > result.extent && entries > kExpandedLimit) {
    return "it is expanded beyond 2^31 entries";
  }
  result.shape = shape;
  result.stride = stride;
  return {};
}

}  // namespace everyword
