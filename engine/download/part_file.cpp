#include "engine/download/part_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "engine/api/errors.h"
#include "engine/store/data_files.h"

namespace everyword {

PartFile::PartFile(const std::string &path, const std::string &url) : path_(path), url_(url) {
  struct stat status {
  }, named{};
  // Whoever held the lock may have removed the file it was of: then this is another, nameless one.
  for (int tries = 0;; ++tries) {
    descriptor_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (descriptor_ < 0) {
      throwWriteError(path, errno);
    }
    const bool isOurs = ::flock(descriptor_, LOCK_EX | LOCK_NB) == 0;
    if (isOurs && ::fstat(descriptor_, &status) == 0 && ::stat(path.c_str(), &named) == 0 &&
        status.st_ino == named.st_ino && status.st_dev == named.st_dev) {
      break;
    }
    ::close(descriptor_);
    if (!isOurs || tries == 100) {
      throw ResourceError("'" + path + "' is being downloaded by another process",
                          "wait for it to end");
    }
  }
  size_ = static_cast<std::uint64_t>(status.st_size);
  try {
    readState();
  } catch (...) {
    ::close(descriptor_);
    throw;
  }
}

PartFile::~PartFile() {
  const bool isEmpty = size_ == 0;
  // The lock still holds here, so no other process can have begun to write.
  if (isEmpty && descriptor_ >= 0) {
    discardPart(path_);
  }
  if (descriptor_ >= 0) {
    ::close(descriptor_);
  }
}

void PartFile::readState() {
  if (size_ == 0) {
    return;
  }
  try {
    const auto state = readJsonObject(statePath());
    if (jsonField<std::string>(state, "url", path_) == url_) {
      etag_ = jsonField<std::string>(state, "etag", path_);
      lastModified_ = jsonField<std::string>(state, "last_modified", path_);
      total_ = jsonField<std::uint64_t>(state, "total", path_);
      return;
    }
  } catch (const FileError &) {
    // Without its description nobody knows of which version the bytes are.
  }
  clear();
}

void PartFile::writeState() const {
  const nlohmann::ordered_json state = {
      {"url", url_}, {"etag", etag_}, {"last_modified", lastModified_}, {"total", total_}};
  writeTextAtomically(statePath(),
                      state.dump(2, ' ', false, nlohmann::json::error_handler_t::replace));
}

std::string PartFile::validator() const {
  // A weak mark (W/"...") says that two versions mean the same, not that their bytes are equal.
  return !etag_.empty() && !etag_.starts_with("W/") ? etag_ : lastModified_;
}

bool PartFile::isSameVersion(const ResponseHead &head) const {
  const auto differ = [](const std::string &a, const std::string &b) {
    return !a.empty() && !b.empty() && a != b;
  };
  if (differ(etag_, head.etag) || differ(lastModified_, head.lastModified)) {
    return false;
  }
  return total_ == 0 || !head.rangeTotal || *head.rangeTotal == total_;
}

void PartFile::clear() {
  if (::ftruncate(descriptor_, 0) != 0) {
    throwWriteError(path_, errno);
  }
  size_ = total_ = 0;
  etag_.clear();
  lastModified_.clear();
}

void PartFile::describe(const ResponseHead &head) {
  etag_ = head.etag;
  lastModified_ = head.lastModified;
  if (head.status == 206) {
    total_ = head.rangeTotal.value_or(total_);
  } else {
    total_ = head.length.value_or(0);
  }
  writeState();
}

void PartFile::append(const char *bytes, std::size_t count) {
  while (count > 0) {
    const ssize_t written = ::pwrite(descriptor_, bytes, count, static_cast<off_t>(size_));
    if (written < 0 && errno == EINTR) {
      continue;
    }
    if (written < 0) {
      throwWriteError(path_, errno);
    }
    bytes += written;
    count -= static_cast<std::size_t>(written);
    size_ += static_cast<std::uint64_t>(written);
  }
}

void PartFile::sync() {
  if (::fsync(descriptor_) != 0 && errno != EINVAL) {
    throwWriteError(path_, errno);
  }
}

void PartFile::discard() {
  discardPart(path_);
  size_ = 0;
}

void discardPart(const std::string &path) {
  ::unlink((path + ".json").c_str());
  ::unlink(path.c_str());
}

}  // namespace everyword
