#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "engine/download/http_transfer.h"

namespace everyword {

/// What a download has so far: NAME.part, and beside it NAME.part.json with the address and the
/// server's mark of the version, so that a later try can go on. Locked against other processes
/// while it is open.
class PartFile {
 public:
  /// Makes or opens it; bytes that came from another address are thrown away. Throws ResourceError
  /// (cannot be written, in use).
  PartFile(const std::string &path, const std::string &url);
  ~PartFile();
  PartFile(const PartFile &) = delete;
  PartFile &operator=(const PartFile &) = delete;

  const std::string &path() const { return path_; }
  std::uint64_t size() const { return size_; }
  std::uint64_t total() const {
    return total_;
  }  ///< of the whole file, as the server says; 0: not known

  /// What If-Range takes: a strong ETag, else the date; empty when the server gave neither.
  std::string validator() const;
  /// Does this answer belong to the version that the bytes are of? (What either side does not say,
  /// does not count.)
  bool isSameVersion(const ResponseHead &head) const;

  /// Throws away all bytes.
  void clear();
  /// Notes the version and size of what comes now.
  void describe(const ResponseHead &head);
  void append(const char *bytes, std::size_t count);
  /// Bytes reach the disk, so that checksum and rename see them.
  void sync();
  /// Deletes both files.
  void discard();

 private:
  void readState();
  void writeState() const;
  std::string statePath() const { return path_ + ".json"; }

  std::string path_, url_, etag_, lastModified_;
  std::uint64_t size_ = 0, total_ = 0;
  int descriptor_ = -1;
};

/// Deletes what a PartFile left at `path`.
void discardPart(const std::string &path);

}  // namespace everyword
