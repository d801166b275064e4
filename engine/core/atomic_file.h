#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace everyword {

/// A file that a reader sees as the old one or as the whole new one, never a part: it is written
/// beside its target as `.NAME.PID-N.part`, under a lock, and renamed at the end. Links are
/// followed and the old file's mode is kept. Whatever goes wrong (full disk, quota, I/O error, size
/// limit, read-only folder) leaves the old bytes and nothing else. What a killed process has left
/// in the folder is removed by the next one that writes there. One thread at a time.
class AtomicFile {
 public:
  /// Throws ResourceError when no file can be made there, also where a pipe, socket or block device
  /// has the name. A character device (/dev/null) is written in place.
  explicit AtomicFile(const std::string &path);
  ~AtomicFile();  ///< without commit() the target stays as it was
  AtomicFile(const AtomicFile &) = delete;
  AtomicFile &operator=(const AtomicFile &) = delete;

  void write(std::span<const std::uint8_t> bytes);  ///< Throws ResourceError.
  void commit();                                    ///< fsync and rename. Throws ResourceError.

 private:
  void openPart(int mode);
  [[noreturn]] void fail(int error);

  std::string path_;    ///< as given, for messages
  std::string target_;  ///< behind links
  std::string part_;    ///< empty: written in place
  int file_ = -1;
  int lock_ = -1;  ///< a second descriptor of the part, which holds its lock until it is renamed
  int keepMode_ = -1;
};

/// The whole file at once.
void writeAtomically(const std::string &path, std::span<const std::uint8_t> bytes);

}  // namespace everyword
