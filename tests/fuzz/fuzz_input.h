#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace everyword::fuzz {

/// One input as a file in memory, with a path to open it by.
class FuzzFile {
 public:
  FuzzFile(const std::uint8_t *data, std::size_t size);
  ~FuzzFile();
  FuzzFile(const FuzzFile &) = delete;
  FuzzFile &operator=(const FuzzFile &) = delete;
  const std::string &path() const { return path_; }

 private:
  int descriptor_;
  std::string path_;
};

/// While it exists, taking more than four times the file's size plus 64 MB ends the program as a
/// crash does. All live blocks together count, not one alone.
class MemoryWatch {
 public:
  explicit MemoryWatch(std::size_t fileBytes);
  ~MemoryWatch();
};

/// Opens a checkpoint and loads every tensor, as stored and as float32. Refusing is well; anything
/// else than an `everyword::Error` is a finding.
void openCheckpoint(const std::uint8_t *data, std::size_t size);

}  // namespace everyword::fuzz
