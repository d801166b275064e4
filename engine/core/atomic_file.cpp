#include "engine/core/atomic_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <mutex>
#include <regex>
#include <set>
#include <utility>

#include "engine/api/errors.h"
#include "engine/api/exporting.h"

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

/// Beside `path`; the process and a counter make it unique. mkstemp() would take away the rights
/// that the umask grants.
std::string partBeside(const fs::path &path) {
  static std::atomic<unsigned> counter{0};
  std::string name(".");
  name.append(path.filename().string()).append(".").append(std::to_string(::getpid()));
  name.append("-").append(std::to_string(counter++)).append(".part");
  return (path.parent_path() / name).string();
}

fs::path folderOf(const fs::path &path) {
  return path.has_parent_path() ? path.parent_path() : fs::path(".");
}

void removeAbandonedPartsOnce(const fs::path &folder) {
  static std::mutex mutex;
  static std::set<std::string> done;
  const std::lock_guard lock(mutex);
  if (done.insert(folder.string()).second) {
    removeAbandonedParts(folder.string());
  }
}

void closeIfOpen(int &descriptor) {
  if (descriptor >= 0) {
    ::close(std::exchange(descriptor, -1));
  }
}

}  // namespace

void removeAbandonedParts(const std::string &folder) {
  static const std::regex pattern(R"(\..+\.[0-9]+-[0-9]+\.part)");
  std::error_code ignored;
  for (fs::directory_iterator entry(folder, ignored), end; !ignored && entry != end;
       entry.increment(ignored)) {
    if (!std::regex_match(entry->path().filename().string(), pattern)) {
      continue;
    }
    const Descriptor part(
        ::open(entry->path().c_str(), O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC));
    struct stat status {};
    // A lock that can be had is a lock that nobody holds: the writer has ended without its rename.
    if (part.isOpen() && ::fstat(part.get(), &status) == 0 && S_ISREG(status.st_mode) &&
        ::flock(part.get(), LOCK_EX | LOCK_NB) == 0) {
      ::unlink(entry->path().c_str());
    }
  }
}

AtomicFile::AtomicFile(const std::string &path) : path_(path), target_(path) {
  struct stat status {};
  const bool exists = ::stat(path.c_str(), &status) == 0;
  if (exists && S_ISDIR(status.st_mode)) {
    fail(EISDIR);
  }
  if (exists && S_ISCHR(status.st_mode)) {
    file_ = ::open(path.c_str(), O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (file_ < 0) {
      fail(errno);
    }
    return;
  }
  if (exists && !S_ISREG(status.st_mode)) {
    throw ResourceError("'" + path + "' is a pipe or device, no result can be written there",
                        "choose another name");
  }
  if (exists) {
    // rename() would replace a link instead of the file it names.
    std::error_code ignored;
    const fs::path real = fs::canonical(path, ignored);
    target_ = real.empty() ? path : real.string();
    keepMode_ = static_cast<int>(status.st_mode & 07777);
  }
  removeAbandonedPartsOnce(folderOf(target_));
  openPart(exists ? keepMode_ & 0600 : 0666);
}

AtomicFile::~AtomicFile() {
  closeIfOpen(file_);
  if (!part_.empty()) {
    ::unlink(part_.c_str());
  }
  closeIfOpen(lock_);
}

void AtomicFile::openPart(int mode) {
  // Between the opening and the lock another process may take the file for an abandoned one.
  for (int tries = 0; tries < 100; ++tries) {
    const std::string part = partBeside(target_);
    file_ =
        ::open(part.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, static_cast<mode_t>(mode));
    if (file_ < 0 && errno != EEXIST) {
      fail(errno);
    }
    struct stat status {};
    if (file_ >= 0 && (::flock(file_, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK) &&
        ::fstat(file_, &status) == 0 && status.st_nlink > 0) {
      part_ = part;
      lock_ = ::fcntl(file_, F_DUPFD_CLOEXEC, 0);
      return;
    }
    closeIfOpen(file_);
  }
  fail(EEXIST);
}

void AtomicFile::write(std::span<const std::uint8_t> bytes) {
  if (const int error = writeAll(file_, bytes); error != 0) {
    fail(error);
  }
}

void AtomicFile::commit() {
  const bool inPlace = part_.empty();
  if (!inPlace && keepMode_ >= 0 && ::fchmod(file_, static_cast<mode_t>(keepMode_)) != 0) {
    fail(errno);
  }
  if (!inPlace && ::fsync(file_) != 0) {
    fail(errno);
  }
  if (::close(std::exchange(file_, -1)) != 0) {  // a full network disk speaks up only now
    fail(errno);
  }
  if (inPlace) {
    return;
  }
  if (::rename(part_.c_str(), target_.c_str()) != 0) {
    fail(errno);
  }
  part_.clear();
  closeIfOpen(lock_);
  // Makes the rename itself last through a power cut; not every file system knows how, and the file
  // is complete either way.
  const Descriptor folder(::open(folderOf(target_).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (folder.isOpen()) {
    ::fsync(folder.get());
  }
}

void AtomicFile::fail(int error) { throw writeError(path_, error); }

void writeAtomically(const std::string &path, std::span<const std::uint8_t> bytes) {
  AtomicFile file(path);
  file.write(bytes);
  file.commit();
}

}  // namespace everyword
