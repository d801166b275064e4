// What torch.save wrote before version 1.6: pickles of a magic number, a protocol number, facts
// about the machine, the object and the storages' keys, then per storage its length and its
// numbers.
#include <ATen/ATen.h>

#include <algorithm>

#include "engine/checkpoint/pickle_machine.h"
#include "engine/checkpoint/readers.h"
#include "engine/checkpoint/torch_tensors.h"

namespace everyword {

namespace {

// The magic number as an integer of ten bytes, behind the pickle's protocol and, in newer
// protocols, its frame.
const std::string kMagic("\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19", 12);
constexpr std::size_t kMagicWithin = 32;

using Kind = PickleNode::Kind;

void checkMachine(const PickleValue &facts, const std::string &path) {
  const PickleNode *dict = nodeOf(facts, Kind::kDict);
  for (std::size_t i = 0; dict && i + 1 < dict->items.size(); i += 2) {
    if (dict->items[i].text() == "little_endian" && dict->items[i + 1].integer() == 0) {
      throw FileError(fileNameOf(path) + " cannot be used: its numbers are big-endian");
    }
  }
}

// Where each storage's numbers begin in the file.
std::map<std::string, std::uint64_t> placesOf(const InputFile &file, const PickleMachine &machine,
                                              const PickleValue &keys, std::uint64_t position) {
  std::map<std::string, StorageRef> known;
  for (const PickleNode &node : machine.pool()) {
    if (node.kind != Kind::kStorage) {
      continue;
    }
    const StorageRef &storage = node.tensor->storage;
    const auto [same, isNew] = known.emplace(storage.key, storage);
    if (!isNew && (same->second.count != storage.count ||
                   same->second.elementBytes != storage.elementBytes)) {
      throw damaged(file.path(), "it describes storage " + storage.key + " in two ways");
    }
  }
  const PickleNode *list = nodeOf(keys, Kind::kList);
  if (!list) {
    throw damaged(file.path(), "the list of its storages is missing");
  }
  std::map<std::string, std::uint64_t> places;
  for (const PickleValue &key : list->items) {
    const auto storage = known.find(std::string(key.text()));
    if (storage == known.end()) {
      throw damaged(file.path(), "it holds numbers that belong to no tensor");
    }
    if (storage->second.elementBytes == 0) {
      throw FileError(fileNameOf(file.path()) +
                      " cannot be used: it holds numbers of the unknown type " +
                      *storage->second.unreadableType);
    }
    unsigned char length[8];
    file.readAt(position, length, 8);
    std::uint64_t count = 0;
    for (int i = 7; i >= 0; --i) {
      count = count << 8 | length[i];
    }
    const std::uint64_t bytes = storage->second.count * storage->second.elementBytes;
    if (count != storage->second.count || bytes > file.size() - position - 8) {
      throw damaged(file.path(), "storage " + storage->first + " should have " +
                                     std::to_string(storage->second.count) + " entries, but has " +
                                     std::to_string(count) + " or is cut off");
    }
    if (!places.emplace(storage->first, position + 8).second) {
      throw damaged(file.path(), "a storage is listed twice");
    }
    position += 8 + bytes;
  }
  return places;
}

}  // namespace

bool looksLikePickle(const InputFile &file) {
  if (file.size() < 2) {
    return false;
  }
  const std::string start = file.readString(0, 2);
  return start[0] == '\x80' && start[1] >= 0 && start[1] <= 5;
}

TensorTable readTorchLegacy(std::shared_ptr<const InputFile> file) {
  const std::string path = file->path();
  // The pickles' length is known only once they are read; the mapping takes no memory for the rest.
  const at::Tensor whole = file->tensorAt(0, {static_cast<std::int64_t>(file->size())}, at::kByte);
  const std::string_view bytes(static_cast<const char *>(whole.data_ptr()), file->size());
  PickleMachine machine(bytes, path, file->size());
  machine.next();  // the magic number; of any other pickle all, so that one that names a command is
                   // refused for that
  if (bytes.substr(0, kMagicWithin).find(kMagic) == std::string_view::npos) {
    throw FileError(fileNameOf(path) + " is a pickle, but not one that torch.save wrote",
                    "choose a checkpoint file");
  }
  const PickleValue protocol = machine.next();
  if (protocol.integer() != 1001) {
    throw damaged(path, "it has an unknown protocol number");
  }
  checkMachine(machine.next(), path);
  const std::uint64_t before = machine.position();
  const PickleValue root = machine.next();
  auto tensors = namedTensors(root, machine.position() - before, path);
  const PickleValue keys = machine.next();
  auto places = placesOf(*file, machine, keys, machine.position());
  for (const auto &[name, tensor] : tensors) {
    if (!places.count(tensor.storage.key)) {
      throw damaged(path, "the numbers of tensor \"" + name + "\" are missing");
    }
  }
  const auto read = [file, places](const StorageRef &storage, std::uint64_t first,
                                   std::uint64_t count) {
    return file->tensorAt(places.at(storage.key) + first * storage.elementBytes,
                          {static_cast<std::int64_t>(count)}, storage.dtype);
  };
  return tableOf(std::move(tensors), read, path, file->size(), "torch legacy");
}

void refuseTextPickle(const InputFile &file) {
  const std::string bytes =
      file.readString(0, std::min<std::uint64_t>(file.size(), std::uint64_t{1} << 20));
  if (bytes.find_first_of("c(]}") != 0) {
    return;
  }
  try {
    PickleMachine(bytes, file.path(), file.size()).next();
  } catch (const RefusedPickle &) {
    throw;
  } catch (const FileError &) {  // any text that merely starts like one
  }
}

}  // namespace everyword
