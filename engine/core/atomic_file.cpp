#include "engine/core/atomic_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

#include "engine/api/errors.h"

namespace everyword {

namespace fs = std::filesystem;

namespace {

/// A file descriptor that is closed in any case.
class Descriptor {
 public:
  explicit Descriptor(int value) : value_(value) {}
  ~Descriptor() {
    if (value_ >= 0) {
      ::close(value_);
    }
  }
  Descriptor(const Descriptor &) = delete;
  Descriptor &operator=(const Descriptor &) = delete;
  int get() const { return value_; }
  bool isOpen() const { return value_ >= 0; }
  /// 0, or the error that only close() reports (a full network disk).
  int close() { return ::close(std::exchange(value_, -1)) == 0 ? 0 : errno; }

 private:
  int value_;
};

ResourceError writeError(const fs::path &path, int error) {
  const std::string file = "'" + path.string() + "'";
  const std::string folder =
      "'" + (path.has_parent_path() ? path.parent_path().string() : ".") + "'";
  switch (error) {
    case ENOSPC:
    case EDQUOT:
      return ResourceError("the disk is full, " + file + " could not be written",
                           "free some space or choose another folder");
    case EFBIG:
      return ResourceError(file + " is larger than this disk or account allows",
                           "choose another folder");
    case EROFS:
    case EACCES:
    case EPERM:
      return ResourceError(
          "the folder " + folder + " is read-only, " + file + " could not be written",
          "choose another folder");
    case ENOENT:
      return ResourceError(
          "the folder " + folder + " does not exist, " + file + " could not be written",
          "create it or choose another folder");
    case ENOTDIR:
      return ResourceError(folder + " is not a folder, " + file + " could not be written",
                           "choose another folder");
    case EISDIR:
      return ResourceError(file + " is a folder, no file of that name can be written",
                           "choose another name");
    default:
      return ResourceError(file + " could not be written (" + std::strerror(error) + ")",
                           "choose another folder");
  }
}

/// 0, or errno of the first failure.
int writeAll(int descriptor, std::span<const std::uint8_t> bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0) {
      if (errno == EINTR) {
        continue;
      }
      return errno;
    }
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  return 0;
}

void writeInPlace(const fs::path &path, std::span<const std::uint8_t> bytes) {
  Descriptor file(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
  if (!file.isOpen()) {
    throw writeError(path, errno);
  }
  int error = writeAll(file.get(), bytes);
  if (error == 0) {
    error = file.close();
  }
  if (error != 0) {
    throw writeError(path, error);
  }
}

/// Beside `path`; the process and a counter make it unique. mkstemp() would take away the rights
/// that the umask grants.
fs::path temporaryBeside(const fs::path &path) {
  static std::atomic<unsigned> counter{0};
  std::string name(".");
  name += path.filename().string() + "." + std::to_string(::getpid());
  name += "-" + std::to_string(counter++) + ".part";
  return path.parent_path() / name;
}

/// 0, or errno. The temporary file is gone afterwards in any case.
int writeAndRename(const fs::path &temporary, const fs::path &path,
                   std::span<const std::uint8_t> bytes) {
  Descriptor file(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
  if (!file.isOpen()) {
    return errno;
  }
  int error = writeAll(file.get(), bytes);
  if (error == 0 && ::fsync(file.get()) != 0) {
    error = errno;
  }
  const int closeError = file.close();
  error = error != 0 ? error : closeError;
  if (error == 0 && ::rename(temporary.c_str(), path.c_str()) != 0) {
    error = errno;
  }
  if (error != 0) {
    ::unlink(temporary.c_str());
  }
  return error;
}

}  // namespace

void writeAtomically(const std::string &path, std::span<const std::uint8_t> bytes) {
  std::error_code ignored;
  const fs::file_status status = fs::status(path, ignored);
  if (fs::is_directory(status)) {
    throw writeError(path, EISDIR);
  }
  if (fs::exists(status) && !fs::is_regular_file(status)) {
    return writeInPlace(path, bytes);
  }
  // rename() would replace a link instead of the file it names.
  const fs::path target = fs::exists(status) ? fs::canonical(path, ignored) : fs::path(path);
  const fs::path file = target.empty() ? fs::path(path) : target;
  if (const int error = writeAndRename(temporaryBeside(file), file, bytes); error != 0) {
    throw writeError(path, error);
  }
  // Makes the rename itself last through a power cut; not every file system knows how, and the file
  // is complete either way.
  Descriptor folder(::open(file.has_parent_path() ? file.parent_path().c_str() : ".",
                           O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (folder.isOpen()) {
    ::fsync(folder.get());
  }
}

std::vector<std::uint8_t> readWholeFile(const std::string &path, std::size_t limit) {
  Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.isOpen()) {
    throw FileError(errno == ENOENT
                        ? "there is no file '" + path + "'"
                        : "'" + path + "' cannot be read (" + std::strerror(errno) + ")");
  }
  std::vector<std::uint8_t> bytes;
  std::vector<std::uint8_t> block(1u << 16);
  for (;;) {
    const ssize_t count = ::read(file.get(), block.data(), block.size());
    if (count < 0 && errno == EINTR) {
      continue;
    }
    if (count < 0) {
      throw FileError(errno == EISDIR
                          ? "'" + path + "' is a folder, not a file"
                          : "'" + path + "' cannot be read (" + std::strerror(errno) + ")");
    }
    if (count == 0) {
      return bytes;
    }
    if (bytes.size() + static_cast<std::size_t>(count) > limit) {
      throw FileError("'" + path + "' is too large to be read here");
    }
    bytes.insert(bytes.end(), block.begin(), block.begin() + count);
  }
}

}  // namespace everyword
