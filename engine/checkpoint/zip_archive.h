#pragma once

#include <ATen/core/Tensor.h>

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "engine/checkpoint/input_file.h"
#include "engine/checkpoint/zip_layout.h"

struct zip;

namespace everyword {

/// A zip archive as libzip lists it. Stored entries are mapped, others unpacked within limits.
/// Thread-safe. Checksums are compared of what is unpacked and of the pickle, not of mapped
/// numbers: zlib's CRC-32 (2.3 GB/s) takes longer than opening a full-size model does, PyTorch does
/// not compare them either, and writes wrong ones when told to save the time.
class ZipArchive {
 public:
  /// Throws FileError when the directory is missing or damaged.
  explicit ZipArchive(std::shared_ptr<const InputFile> file);
  ~ZipArchive();
  ZipArchive(const ZipArchive &) = delete;
  ZipArchive &operator=(const ZipArchive &) = delete;

  struct Entry {
    std::uint64_t index = 0, size = 0;
    bool stored = false;  ///< then it lies at `offset` of the file
    std::uint64_t offset = 0;
  };
  const std::map<std::string, Entry> &entries() const { return entries_; }
  const Entry *find(const std::string &name) const;

  /// Throws FileError when the entry is longer than `limit`, or its checksum is wrong.
  std::string read(const Entry &entry, std::uint64_t limit) const;

  /// `count` numbers from number `first` on. The caller has checked them against the entry's size.
  at::Tensor numbers(const Entry &entry, std::uint64_t first, std::uint64_t count,
                     c10::ScalarType dtype) const;

 private:
  /// Throws FileError when the part says that it is larger than `limit`, or than honest packing
  /// explains.
  void checkSize(const Entry &entry, std::uint64_t limit) const;
  void unpack(const Entry &entry, void *target) const;

  std::shared_ptr<const InputFile> file_;
  std::map<std::string, Entry> entries_;
  mutable std::mutex mutex_;
  zip *archive_ = nullptr;
};

}  // namespace everyword
