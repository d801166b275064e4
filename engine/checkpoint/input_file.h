#pragma once

#include <ATen/core/Tensor.h>
#include <c10/core/ScalarType.h>

#include <cstdint>
#include <string>
#include <vector>

#include "engine/api/errors.h"

namespace everyword {

/// A regular file that is read at offsets. Every access is checked against the size it had when it
/// was opened. Thread-safe after construction.
class InputFile {
 public:
  /// Throws FileError when the file is missing, unreadable, empty or no regular file.
  explicit InputFile(const std::string &path);
  ~InputFile();
  InputFile(const InputFile &) = delete;
  InputFile &operator=(const InputFile &) = delete;

  std::uint64_t size() const { return size_; }
  const std::string &path() const { return path_; }
  /// A descriptor of the same open file, for libraries that want their own; the caller closes it.
  int duplicate() const;

  /// Throws FileError when the range is not in the file, or the file has shrunk since it was
  /// opened.
  void readAt(std::uint64_t offset, void *target, std::uint64_t bytes) const;
  std::string readString(std::uint64_t offset, std::uint64_t bytes) const;

  /// A contiguous CPU tensor of the bytes from `offset` on. Large tensors are private mappings of
  /// the file (copy on write: changing one changes neither the file nor another tensor), small and
  /// misaligned ones are copies.
  at::Tensor tensorAt(std::uint64_t offset, const std::vector<std::int64_t> &shape,
                      c10::ScalarType dtype) const;

 private:
  at::Tensor mapTensor(std::uint64_t offset, std::uint64_t bytes,
                       const std::vector<std::int64_t> &shape, c10::ScalarType dtype) const;

  std::string path_;
  std::uint64_t size_ = 0;
  int descriptor_ = -1;
};

/// "clip.pt" of "/models/clip.pt": how messages call a file.
std::string fileNameOf(const std::string &path);

/// FileError "clip.pt is damaged: <why>".
FileError damaged(const std::string &path, const std::string &why);

/// Entries times `elementBytes`. False for a negative dimension or a result above 2^62.
bool byteCount(const std::vector<std::int64_t> &shape, std::uint64_t elementBytes,
               std::uint64_t &bytes);

}  // namespace everyword
