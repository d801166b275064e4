#include "engine/core/read_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "engine/api/errors.h"

namespace everyword {

namespace {

/// Closes the descriptor in any case. Non-blocking, so that a named pipe without a writer does not
/// hold the program up before it is refused.
class OpenFile {
 public:
  explicit OpenFile(const std::string &path)
      : descriptor_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)),
        error_(descriptor_ < 0 || ::fstat(descriptor_, &status_) != 0 ? errno : 0) {}
  ~OpenFile() {
    if (descriptor_ >= 0) {
      ::close(descriptor_);
    }
  }
  OpenFile(const OpenFile &) = delete;
  OpenFile &operator=(const OpenFile &) = delete;

  int error() const { return error_; }  ///< 0, or errno of opening it
  const struct stat &status() const { return status_; }
  bool isRegular() const { return error_ == 0 && S_ISREG(status_.st_mode); }

  /// As read(), but never interrupted.
  ssize_t read(void *target, std::size_t bytes) const {
    for (;;) {
      const ssize_t count = ::read(descriptor_, target, bytes);
      if (count >= 0 || errno != EINTR) {
        return count;
      }
    }
  }

 private:
  struct stat status_ {};
  int descriptor_;
  int error_;
};

FileError unreadable(const std::string &path, int error) {
  return FileError(error == ENOENT
                       ? "there is no file '" + path + "'"
                       : "'" + path + "' cannot be read (" + std::strerror(error) + ")");
}

FileError tooLarge(const std::string &path, std::size_t limit) {
  const std::string most = limit < (1u << 20) ? std::to_string(limit >> 10u) + " KB"
                                              : std::to_string(limit >> 20u) + " MB";
  return FileError("'" + path + "' is too large to be read here", "at most " + most + " are read");
}

}  // namespace

std::vector<std::uint8_t> readFile(const std::string &path, std::size_t limit) {
  const OpenFile file(path);
  if (file.error() != 0) {
    throw unreadable(path, file.error());
  }
  if (!file.isRegular()) {
    throw FileError("'" + path + "' is " +
                    (S_ISDIR(file.status().st_mode) ? "a folder" : "a pipe or device") +
                    ", not a file");
  }
  if (static_cast<std::uint64_t>(file.status().st_size) > limit) {
    throw tooLarge(path, limit);
  }
  // One byte more than it says, to see the end; files of /proc say 0 and have some.
  std::vector<std::uint8_t> bytes(static_cast<std::size_t>(file.status().st_size) + 1);
  std::size_t filled = 0;
  for (;;) {
    const ssize_t count = file.read(bytes.data() + filled, bytes.size() - filled);
    if (count < 0) {
      throw unreadable(path, errno);
    }
    if (count == 0) {
      bytes.resize(filled);
      return bytes;
    }
    filled += static_cast<std::size_t>(count);
    if (filled > limit) {
      throw tooLarge(path, limit);
    }
    if (filled == bytes.size()) {
      bytes.resize(std::min(limit + 1, filled * 2 + 4096));
    }
  }
}

std::string firstBytesOf(const std::string &path, std::size_t count) {
  const OpenFile file(path);
  std::string bytes(count, '\0');
  const ssize_t got = file.isRegular() ? file.read(bytes.data(), count) : 0;
  bytes.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  return bytes;
}

}  // namespace everyword
