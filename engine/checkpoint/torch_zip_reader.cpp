#include <ATen/ATen.h>

#include <algorithm>

#include "engine/checkpoint/pickle_machine.h"
#include "engine/checkpoint/readers.h"
#include "engine/checkpoint/torch_tensors.h"
#include "engine/checkpoint/zip_archive.h"

namespace everyword {

namespace {

// A packed pickle may be longer than its file, but not by much: real ones are stored.
constexpr std::uint64_t kPickleLimit = std::uint64_t{256} << 20;
constexpr std::uint64_t kPickleFloor = std::uint64_t{1} << 20;

// PyTorch puts everything into one folder named after the file it first wrote.
std::string folderOf(const ZipArchive &archive, const std::string &path) {
  const std::string pickle = "data.pkl";
  for (const auto &[name, entry] : archive.entries()) {
    if (name == pickle) {
      return "";
    }
    const auto slash = name.find('/');
    if (slash != std::string::npos && name.compare(slash + 1, std::string::npos, pickle) == 0) {
      return name.substr(0, slash + 1);
    }
  }
  throw FileError(fileNameOf(path) + " is a zip archive, but not one that PyTorch wrote",
                  "choose a checkpoint file");
}

void checkByteOrder(const ZipArchive &archive, const std::string &folder, const std::string &path) {
  const ZipArchive::Entry *order = archive.find(folder + "byteorder");
  if (order && archive.read(*order, 64) == "big") {
    throw FileError(fileNameOf(path) + " cannot be used: its numbers are big-endian");
  }
}

void checkStorages(const ZipArchive &archive, const std::string &folder, const std::string &path,
                   const std::map<std::string, StoredTensor> &tensors) {
  for (const auto &[name, tensor] : tensors) {
    const StorageRef &storage = tensor.storage;
    const ZipArchive::Entry *entry = archive.find(folder + "data/" + storage.key);
    if (!entry) {
      throw damaged(path, "the numbers of tensor \"" + name + "\" are missing");
    }
    const std::uint64_t expected = storage.count * storage.elementBytes;
    if (storage.elementBytes > 0 && entry->size != expected) {
      throw damaged(path, "the numbers of tensor \"" + name + "\" should have " +
                              std::to_string(expected) + " bytes, but have " +
                              std::to_string(entry->size));
    }
  }
}

}  // namespace

bool looksLikeZip(const InputFile &file) {
  return file.size() >= 4 && file.readString(0, 4) == std::string("PK\x03\x04", 4);
}

TensorTable readTorchZip(std::shared_ptr<const InputFile> file) {
  const std::string path = file->path();
  const std::uint64_t fileBytes = file->size();
  auto archive = std::make_shared<const ZipArchive>(std::move(file));
  const std::string folder = folderOf(*archive, path);
  checkByteOrder(*archive, folder, path);
  const std::uint64_t limit = std::min(kPickleLimit, kPickleFloor + fileBytes);
  const std::string pickle = archive->read(*archive->find(folder + "data.pkl"), limit);
  PickleMachine machine(pickle, path, fileBytes);
  const PickleValue root = machine.next();
  auto tensors = namedTensors(root, std::min<std::uint64_t>(pickle.size(), fileBytes / 4), path);
  checkStorages(*archive, folder, path, tensors);
  const bool script = archive->find(folder + "constants.pkl") != nullptr;
  const auto read = [archive, folder](const StorageRef &storage, std::uint64_t first,
                                      std::uint64_t count) {
    return archive->numbers(*archive->find(folder + "data/" + storage.key), first, count,
                            storage.dtype);
  };
  return tableOf(std::move(tensors), read, path, fileBytes, script ? "torchscript" : "torch zip");
}

}  // namespace everyword
