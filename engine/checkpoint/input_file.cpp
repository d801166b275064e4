#include "engine/checkpoint/input_file.h"

#include <ATen/ATen.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace everyword {

namespace {
// Below this a system call and a page of its own cost more than a copy.
constexpr std::uint64_t kMapFrom = 256 * 1024;
}  // namespace

std::string fileNameOf(const std::string &path) {
  const auto slash = path.find_last_of('/');
  return slash == std::string::npos || slash + 1 == path.size() ? path : path.substr(slash + 1);
}

FileError damaged(const std::string &path, const std::string &why) {
  return FileError(fileNameOf(path) + " is damaged", why);
}

bool byteCount(const std::vector<std::int64_t> &shape, std::uint64_t elementBytes,
               std::uint64_t &bytes) {
  constexpr std::uint64_t limit = std::uint64_t{1} << 62;
  bytes = elementBytes;
  bool empty = false;
  for (const std::int64_t size : shape) {
    if (size < 0) {
      return false;
    }
    if (size == 0) {
      empty = true;
      continue;
    }
    if (bytes > limit / static_cast<std::uint64_t>(size)) {
      return false;
    }
    bytes *= static_cast<std::uint64_t>(size);
  }
  if (empty) {
    bytes = 0;
  }
  return true;
}

InputFile::InputFile(const std::string &path) : path_(path) {
  // Non-blocking, so that a named pipe does not hold the program up before it is refused.
  descriptor_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor_ < 0) {
    throw FileError(path + " cannot be opened", std::strerror(errno));
  }
  struct stat status {};
  const bool regular = ::fstat(descriptor_, &status) == 0 && S_ISREG(status.st_mode);
  if (!regular || status.st_size <= 0) {
    ::close(descriptor_);
    throw FileError(path + (regular ? " is empty" : " is no file"), "choose a checkpoint file");
  }
  size_ = static_cast<std::uint64_t>(status.st_size);
}

InputFile::~InputFile() { ::close(descriptor_); }

int InputFile::duplicate() const {
  const int copy = ::fcntl(descriptor_, F_DUPFD_CLOEXEC, 0);
  if (copy < 0) {
    throw ResourceError(fileNameOf(path_) + " cannot be opened a second time",
                        std::strerror(errno));
  }
  return copy;
}

void InputFile::readAt(std::uint64_t offset, void *target, std::uint64_t bytes) const {
  if (offset > size_ || bytes > size_ - offset) {
    throw damaged(path_, "it needs " + std::to_string(bytes) + " bytes at offset " +
                             std::to_string(offset) + ", but the file has " +
                             std::to_string(size_));
  }
  auto *to = static_cast<char *>(target);
  while (bytes > 0) {
    const ssize_t got = ::pread(descriptor_, to, bytes, static_cast<off_t>(offset));
    if (got < 0 && errno == EINTR) {
      continue;
    }
    if (got < 0) {
      throw FileError(fileNameOf(path_) + " cannot be read", std::strerror(errno));
    }
    if (got == 0) {
      throw FileError(fileNameOf(path_) + " became shorter while it was read", "try again");
    }
    to += got;
    offset += static_cast<std::uint64_t>(got);
    bytes -= static_cast<std::uint64_t>(got);
  }
}

std::string InputFile::readString(std::uint64_t offset, std::uint64_t bytes) const {
  if (offset > size_ || bytes > size_ - offset) {
    readAt(offset, nullptr, bytes);  // throws before memory is taken
  }
  std::string text(bytes, '\0');
  readAt(offset, text.data(), bytes);
  return text;
}

at::Tensor InputFile::tensorAt(std::uint64_t offset, const std::vector<std::int64_t> &shape,
                               c10::ScalarType dtype) const {
  if (dtype == c10::ScalarType::Bool) {  // a bool that is neither 0 nor 1 is undefined behaviour
    return tensorAt(offset, shape, c10::ScalarType::Byte).ne(0);
  }
  const std::uint64_t elementBytes = c10::elementSize(dtype);
  std::uint64_t bytes = 0;
  if (!byteCount(shape, elementBytes, bytes) || offset > size_ || bytes > size_ - offset) {
    throw damaged(path_, "a tensor reaches beyond the end of the file");
  }
  if (bytes >= kMapFrom && offset % elementBytes == 0) {
    return mapTensor(offset, bytes, shape, dtype);
  }
  at::Tensor tensor = at::empty(shape, at::TensorOptions().dtype(dtype));
  if (bytes > 0) {
    readAt(offset, tensor.data_ptr(), bytes);
  }
  return tensor;
}

at::Tensor InputFile::mapTensor(std::uint64_t offset, std::uint64_t bytes,
                                const std::vector<std::int64_t> &shape,
                                c10::ScalarType dtype) const {
  struct stat status {};
  if (::fstat(descriptor_, &status) != 0 || static_cast<std::uint64_t>(status.st_size) < size_) {
    throw FileError(fileNameOf(path_) + " became shorter while it was read", "try again");
  }
  const auto page = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  const std::uint64_t start = offset / page * page;
  const std::uint64_t length = offset - start + bytes;
  void *base = ::mmap(nullptr, length, PROT_READ | PROT_WRITE, MAP_PRIVATE, descriptor_,
                      static_cast<off_t>(start));
  if (base == MAP_FAILED) {
    throw ResourceError(fileNameOf(path_) + " cannot be mapped into memory", std::strerror(errno));
  }
  return at::from_blob(
      static_cast<char *>(base) + (offset - start), shape,
      [base, length](void *) { ::munmap(base, length); }, at::TensorOptions().dtype(dtype));
}

}  // namespace everyword
