#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "engine/checkpoint/readers.h"

namespace everyword {

namespace {

using nlohmann::json;

constexpr std::uint64_t kHeaderStart = 8;
constexpr std::uint64_t kHeaderLimit = 100'000'000;  // the format's own limit
constexpr std::size_t kDimensionLimit = 64;          // what a tensor can have
constexpr int kDepthLimit = 4;  // header, tensor, list; one more for good measure
// What the parsed header may take: a few bytes of JSON cost hundreds of memory.
constexpr std::uint64_t kBudgetFloor = std::uint64_t{40} << 20, kBudgetFactor = 2;
constexpr std::uint64_t kKeyCost = 200, kValueCost = 40, kGroupCost = 100;

struct Entry {
  TensorInfo info;
  std::uint64_t begin = 0, end = 0;  // in the file
};

class SafetensorsSource : public TensorTable::Source {
 public:
  SafetensorsSource(std::shared_ptr<const InputFile> file, std::map<std::string, Entry> entries)
      : file_(std::move(file)), entries_(std::move(entries)) {}

  at::Tensor load(const std::string &name) const override {
    const Entry &entry = entries_.at(name);
    return file_->tensorAt(entry.begin, entry.info.shape, entry.info.dtype);
  }
  std::uint64_t fileBytes() const override { return file_->size(); }

 private:
  std::shared_ptr<const InputFile> file_;
  std::map<std::string, Entry> entries_;
};

std::uint64_t headerLength(const InputFile &file) {
  unsigned char bytes[kHeaderStart];
  file.readAt(0, bytes, kHeaderStart);
  std::uint64_t length = 0;
  for (int i = 7; i >= 0; --i) {
    length = length << 8 | bytes[i];
  }
  if (length > file.size() - kHeaderStart) {
    throw damaged(file.path(), "the header says " + std::to_string(length) +
                                   " bytes, the file has " + std::to_string(file.size()));
  }
  if (length > kHeaderLimit) {
    throw damaged(file.path(), "the header says " + std::to_string(length) +
                                   " bytes, more than the format allows");
  }
  return length;
}

json parseHeader(const InputFile &file, const std::string &text) {
  std::vector<std::set<std::string>> open;  // the keys seen in each object that is still open
  std::string twice;
  std::uint64_t budget = kBudgetFloor + kBudgetFactor * file.size();
  const auto watchKeys = [&](int depth, json::parse_event_t event, json &value) {
    const bool isKey = event == json::parse_event_t::key;
    const bool isValue = event == json::parse_event_t::value;
    const std::uint64_t cost =
        (isKey     ? kKeyCost
         : isValue ? kValueCost
                   : kGroupCost) +
        (value.is_string() ? value.get_ref<const std::string &>().size() : 0);
    if (depth > kDepthLimit || cost > budget) {
      throw damaged(file.path(), depth > kDepthLimit ? "its header is nested too deeply"
                                                     : "its header describes far too much");
    }
    budget -= cost;
    if (event == json::parse_event_t::object_start) {
      open.emplace_back();
    }
    if (event == json::parse_event_t::object_end) {
      open.pop_back();
    }
    if (isKey && !open.empty()) {
      const auto key = value.get<std::string>();
      if (!open.back().insert(key).second) {
        twice = key;
      }
    }
    return true;
  };
  const json header = json::parse(text, watchKeys, false);
  if (header.is_discarded() || !header.is_object()) {
    throw damaged(file.path(), "the header is no valid JSON");
  }
  if (!twice.empty()) {
    throw damaged(file.path(), "the header names \"" + twice + "\" twice");
  }
  return header;
}

c10::ScalarType dtypeOf(const std::string &path, const std::string &tensor, const json &entry) {
  static const std::map<std::string, c10::ScalarType> types = {
      {"F64", c10::ScalarType::Double}, {"F32", c10::ScalarType::Float},
      {"F16", c10::ScalarType::Half},   {"BF16", c10::ScalarType::BFloat16},
      {"I64", c10::ScalarType::Long},   {"I32", c10::ScalarType::Int},
      {"I16", c10::ScalarType::Short},  {"I8", c10::ScalarType::Char},
      {"U8", c10::ScalarType::Byte},    {"BOOL", c10::ScalarType::Bool}};
  const auto found = entry.find("dtype");
  if (found == entry.end() || !found->is_string()) {
    throw damaged(path, tensor + " has no dtype");
  }
  const auto type = types.find(found->get<std::string>());
  if (type == types.end()) {
    throw FileError(fileNameOf(path) + " cannot be used: " + tensor + " has the unknown dtype " +
                    found->get<std::string>());
  }
  return type->second;
}

bool isListOfSizes(const json &entry, const char *key, std::size_t limit) {
  const auto found = entry.find(key);
  if (found == entry.end() || !found->is_array() || found->size() > limit) {
    return false;
  }
  return std::all_of(found->begin(), found->end(), [](const json &value) {
    return value.is_number_unsigned() && value.get<std::uint64_t>() < std::uint64_t{1} << 62;
  });
}

Entry entryOf(const InputFile &file, const std::string &name, const json &entry,
              std::uint64_t dataStart) {
  const std::string tensor = "tensor \"" + name + "\"";
  if (!entry.is_object()) {
    throw damaged(file.path(), tensor + " has no description");
  }
  Entry result;
  result.info.dtype = dtypeOf(file.path(), tensor, entry);
  if (!isListOfSizes(entry, "shape", kDimensionLimit)) {
    throw damaged(file.path(), tensor + " has no valid shape");
  }
  result.info.shape = entry["shape"].get<std::vector<std::int64_t>>();
  if (!isListOfSizes(entry, "data_offsets", 2) || entry["data_offsets"].size() != 2) {
    throw damaged(file.path(), tensor + " has no valid offsets");
  }
  const auto begin = entry["data_offsets"][0].get<std::uint64_t>();
  const auto end = entry["data_offsets"][1].get<std::uint64_t>();
  const std::uint64_t available = file.size() - dataStart;
  if (begin > end || end > available) {
    throw damaged(file.path(), tensor + " lies at bytes " + std::to_string(begin) + " to " +
                                   std::to_string(end) + ", but there are " +
                                   std::to_string(available));
  }
  std::uint64_t bytes = 0;
  if (!byteCount(result.info.shape, c10::elementSize(result.info.dtype), bytes) ||
      bytes != end - begin) {
    throw damaged(file.path(), "the shape of " + tensor + " does not fit its " +
                                   std::to_string(end - begin) + " bytes");
  }
  result.begin = dataStart + begin;
  result.end = dataStart + end;
  return result;
}

// The format demands that the tensors fill the rest of the file without holes; overlaps would hide
// one in another.
void checkLayout(const InputFile &file, const std::map<std::string, Entry> &entries,
                 std::uint64_t dataStart) {
  std::vector<std::pair<const std::string *, const Entry *>> byOffset;
  for (const auto &[name, entry] : entries) {
    byOffset.emplace_back(&name, &entry);
  }
  std::sort(byOffset.begin(), byOffset.end(), [](const auto &a, const auto &b) {
    return std::pair(a.second->begin, a.second->end) < std::pair(b.second->begin, b.second->end);
  });
  std::uint64_t position = dataStart;
  for (const auto &[name, entry] : byOffset) {
    if (entry->begin < position) {
      throw damaged(file.path(), "tensor \"" + *name + "\" overlaps another");
    }
    if (entry->begin > position) {
      throw damaged(file.path(), "there is a hole before tensor \"" + *name + "\"");
    }
    position = entry->end;
  }
  if (position != file.size()) {
    throw damaged(file.path(),
                  std::to_string(file.size() - position) + " bytes at its end belong to no tensor");
  }
}

std::map<std::string, std::string> metadataOf(const json &header) {
  std::map<std::string, std::string> result;
  const auto found = header.find("__metadata__");
  if (found == header.end() || !found->is_object()) {
    return result;
  }
  for (const auto &[key, value] : found->items()) {
    if (value.is_string()) {
      result[key] = value.get<std::string>();
    }
  }
  return result;
}

}  // namespace

bool looksLikeSafetensors(const InputFile &file) {
  return file.size() > kHeaderStart && file.readString(kHeaderStart, 1) == "{";
}

TensorTable readSafetensors(std::shared_ptr<const InputFile> file) {
  const std::uint64_t length = headerLength(*file);
  const json header = parseHeader(*file, file->readString(kHeaderStart, length));
  const std::uint64_t dataStart = kHeaderStart + length;
  std::map<std::string, Entry> entries;
  std::map<std::string, TensorInfo> infos;
  for (const auto &[name, description] : header.items()) {
    if (name == "__metadata__") {
      continue;
    }
    const Entry entry = entryOf(*file, name, description, dataStart);
    entries[name] = entry;
    infos[name] = entry.info;
  }
  checkLayout(*file, entries, dataStart);
  const std::string path = file->path();
  auto source = std::make_shared<SafetensorsSource>(std::move(file), std::move(entries));
  return TensorTable(std::move(infos), std::move(source), path, "safetensors", metadataOf(header));
}

}  // namespace everyword
