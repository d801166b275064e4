#include "engine/store/data_files.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <vector>

#include "engine/api/errors.h"
#include "engine/api/outside_text.h"
#include "engine/core/atomic_file.h"

namespace everyword {
namespace {

namespace fs = std::filesystem;

/// Writes through a descriptor; the file goes again unless finish() was reached.
class NewFile {
 public:
  explicit NewFile(const std::string &path)
      : path_(path),
        descriptor_(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666)) {
    if (descriptor_ < 0) {
      throwWriteError(path_, errno);
    }
  }
  ~NewFile() {
    if (descriptor_ < 0) {
      return;
    }
    ::close(descriptor_);
    ::unlink(path_.c_str());
  }
  NewFile(const NewFile &) = delete;
  NewFile &operator=(const NewFile &) = delete;

  void write(const char *bytes, std::size_t count) {
    while (count > 0) {
      const ssize_t written = ::write(descriptor_, bytes, count);
      if (written < 0 && errno == EINTR) {
        continue;
      }
      if (written < 0) {
        throwWriteError(path_, errno);
      }
      bytes += written;
      count -= static_cast<std::size_t>(written);
    }
  }
  void finish() {
    if (::fsync(descriptor_) != 0 && errno != EINVAL) {
      throwWriteError(path_, errno);
    }
    const int closed = ::close(descriptor_);
    descriptor_ = -1;
    if (closed != 0) {
      const int error = errno;
      ::unlink(path_.c_str());
      throwWriteError(path_, error);
    }
  }

 private:
  std::string path_;
  int descriptor_;
};

}  // namespace

nlohmann::ordered_json readJsonObject(const std::string &path) {
  const std::string text = readTextFile(path);
  if (const std::string fault = jsonFault(text); !fault.empty()) {
    throw FileError(path + " is damaged: it " + fault);
  }
  auto value = nlohmann::ordered_json::parse(text);
  if (!value.is_object()) {
    throw FileError(path + " is damaged: it is no JSON object");
  }
  return value;
}

void throwWrongField(const char *key, const std::string &path) {
  throw FileError(path + " is damaged: '" + key + "' is missing or of a wrong type");
}

void writeTextAtomically(const std::string &path, const std::string &text) {
  writeAtomically(path, {reinterpret_cast<const std::uint8_t *>(text.data()), text.size()});
}

void copyFileBytes(const std::string &from, const std::string &to) {
  std::ifstream source(from, std::ios::binary);
  if (!source) {
    throw FileError(from + " cannot be read", "check that the file exists");
  }
  NewFile target(to);
  std::vector<char> block(1 << 20);
  while (source) {
    source.read(block.data(), static_cast<std::streamsize>(block.size()));
    target.write(block.data(), static_cast<std::size_t>(source.gcount()));
  }
  if (source.bad()) {
    throw FileError(from + " cannot be read to its end");
  }
  target.finish();
}

void throwWriteError(const std::string &path, int error) {
  if (error == ENOSPC || error == EDQUOT) {
    throw ResourceError("the disk is full, '" + path + "' could not be written",
                        "free some space and try again");
  }
  if (error == EACCES || error == EPERM || error == EROFS) {
    throw ResourceError("'" + path + "' could not be written, its folder is read-only",
                        "set EVERYWORD_MODELS to another folder");
  }
  throw ResourceError("'" + path + "' could not be written (" + std::strerror(error) + ")");
}

}  // namespace everyword
