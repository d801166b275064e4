#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "engine/checkpoint/readers.h"

namespace everyword {

namespace {

using nlohmann::json;

constexpr std::uint64_t kHeaderStart = 8;
constexpr std::uint64_t kHeaderLimit = 100'000'000;  // the format's own limit
constexpr std::size_t kDimensionLimit = 64;          // what a tensor can have
constexpr int kDepthLimit = 4;  // header, tensor, list; one more for good measure
// What the entries of the parsed header may take.
constexpr std::uint64_t kBudgetFloor = std::uint64_t{128} << 20, kBudgetFactor = 2;
constexpr std::uint64_t kEntryCost = 700;

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

/// The dtypes of the format that LibTorch can read. Any other, also one that the format will have
/// some day, is Undefined: such a tensor is listed, and is an error only where it is needed.
c10::ScalarType dtypeNamed(const std::string &name) {
  using c10::ScalarType;
  static const std::map<std::string, ScalarType> types = {{"F64", ScalarType::Double},
                                                          {"F32", ScalarType::Float},
                                                          {"F16", ScalarType::Half},
                                                          {"BF16", ScalarType::BFloat16},
                                                          {"F8_E4M3", ScalarType::Float8_e4m3fn},
                                                          {"F8_E5M2", ScalarType::Float8_e5m2},
                                                          {"I64", ScalarType::Long},
                                                          {"I32", ScalarType::Int},
                                                          {"I16", ScalarType::Short},
                                                          {"I8", ScalarType::Char},
                                                          {"U64", ScalarType::UInt64},
                                                          {"U32", ScalarType::UInt32},
                                                          {"U16", ScalarType::UInt16},
                                                          {"U8", ScalarType::Byte},
                                                          {"BOOL", ScalarType::Bool}};
  const auto found = types.find(name);
  return found == types.end() ? ScalarType::Undefined : found->second;
}

/// Takes the header apart while it is parsed: time and memory grow with its length alone.
class HeaderParser : public json::json_sax_t {
 public:
  explicit HeaderParser(const InputFile &file, std::uint64_t dataStart)
      : file_(file), dataStart_(dataStart) {}

  std::map<std::string, Entry> entries;
  std::map<std::string, std::string> metadata;

  bool null() override { return scalar(); }
  bool boolean(bool) override { return scalar(); }
  bool number_integer(number_integer_t) override { return scalar(); }
  bool number_float(number_float_t, const std::string &) override { return scalar(); }
  bool binary(binary_t &) override { return scalar(); }

  bool number_unsigned(number_unsigned_t value) override {
    std::vector<std::uint64_t> *list = depth_ == 3 ? openList() : nullptr;
    if (!list || value >= std::uint64_t{1} << 62 || list->size() > kDimensionLimit) {
      return scalar();
    }
    list->push_back(value);
    return true;
  }

  bool string(std::string &text) override {
    if (depth_ == 2 && inMetadata_) {
      charge(text.size());
      if (!metadata.emplace(field_, text).second) {
        throwTwice(field_);
      }
      return true;
    }
    if (depth_ == 2 && field_ == "dtype") {
      dtype_ = text.substr(0, 40);
      return true;
    }
    return scalar();
  }

  bool start_object(std::size_t) override {
    if (++depth_ == 2) {
      dtype_.clear();
      shape_.reset();
      offsets_.reset();
    }
    return open();
  }
  bool end_object() override {
    if (depth_ == 2 && !inMetadata_) {
      add();
    }
    --depth_;
    return true;
  }
  bool start_array(std::size_t) override {
    if (depth_ == 1) {
      scalar();
    }
    ++depth_;
    if (depth_ == 3 && !inMetadata_ && field_ == "shape") {
      shape_.emplace();
    }
    if (depth_ == 3 && !inMetadata_ && field_ == "data_offsets") {
      offsets_.emplace();
    }
    return open();
  }
  bool end_array() override {
    --depth_;
    return true;
  }

  bool key(std::string &text) override {
    if (depth_ == 1) {
      charge(text.size());
      name_ = text;
      inMetadata_ = name_ == "__metadata__";
      if (inMetadata_ ? std::exchange(hadMetadata_, true) : entries.count(name_) > 0) {
        throwTwice(name_);
      }
    } else if (depth_ == 2) {
      field_ = text;
      const bool twice = (field_ == "dtype" && !dtype_.empty()) || (field_ == "shape" && shape_) ||
                         (field_ == "data_offsets" && offsets_);
      if (twice && !inMetadata_) {
        throwTwice(field_);
      }
    }
    return true;
  }

  bool parse_error(std::size_t, const std::string &, const nlohmann::detail::exception &) override {
    throw damaged(file_.path(), "the header is no valid JSON");
  }

 private:
  using Numbers = std::optional<std::vector<std::uint64_t>>;

  [[noreturn]] void throwTwice(const std::string &name) const {
    throw damaged(file_.path(), "the header names \"" + name + "\" twice");
  }

  std::string tensor() const { return "tensor \"" + name_ + "\""; }

  /// A few bytes of JSON cost hundreds of memory.
  void charge(std::size_t letters) {
    const std::uint64_t cost = kEntryCost + 2 * letters;
    if (cost > budget_) {
      throw damaged(file_.path(), "its header describes far too much");
    }
    budget_ -= cost;
  }

  bool open() const {
    if (depth_ > kDepthLimit) {
      throw damaged(file_.path(), "its header is nested too deeply");
    }
    return true;
  }

  std::vector<std::uint64_t> *openList() {
    Numbers &list = field_ == "shape" ? shape_ : offsets_;
    const bool isList = field_ == "shape" || field_ == "data_offsets";
    return isList && !inMetadata_ && list ? &*list : nullptr;
  }

  /// A value that is not one of those the format puts there.
  bool scalar() {
    if (depth_ == 1 && !inMetadata_) {
      throw damaged(file_.path(), tensor() + " has no description");
    }
    if (depth_ == 3 && openList()) {
      throw damaged(file_.path(), tensor() + (field_ == "shape" ? " has no valid shape"
                                                                : " has no valid offsets"));
    }
    return true;
  }

  void add() {
    Entry entry;
    if (dtype_.empty()) {
      throw damaged(file_.path(), tensor() + " has no dtype");
    }
    entry.info.dtype = dtypeNamed(dtype_);
    if (entry.info.dtype == c10::ScalarType::Undefined) {
      entry.info.unreadableType = dtype_;
    }
    if (!shape_ || shape_->size() > kDimensionLimit) {
      throw damaged(file_.path(), tensor() + " has no valid shape");
    }
    entry.info.shape.assign(shape_->begin(), shape_->end());
    if (!offsets_ || offsets_->size() != 2) {
      throw damaged(file_.path(), tensor() + " has no valid offsets");
    }
    const std::uint64_t begin = (*offsets_)[0], end = (*offsets_)[1];
    const std::uint64_t available = file_.size() - dataStart_;
    if (begin > end || end > available) {
      throw damaged(file_.path(), tensor() + " lies at bytes " + std::to_string(begin) + " to " +
                                      std::to_string(end) + ", but there are " +
                                      std::to_string(available));
    }
    std::uint64_t bytes = 0;
    const bool knowsWidth = entry.info.unreadableType.empty();
    const std::uint64_t width = knowsWidth ? c10::elementSize(entry.info.dtype) : 1;
    if (!byteCount(entry.info.shape, width, bytes) || (knowsWidth && bytes != end - begin)) {
      throw damaged(file_.path(), "the shape of " + tensor() + " does not fit its " +
                                      std::to_string(end - begin) + " bytes");
    }
    entry.begin = dataStart_ + begin;
    entry.end = dataStart_ + end;
    entries.emplace(name_, std::move(entry));
  }

  const InputFile &file_;
  std::uint64_t dataStart_;
  std::uint64_t budget_ = kBudgetFloor + kBudgetFactor * file_.size();
  int depth_ = 0;
  bool inMetadata_ = false, hadMetadata_ = false;
  std::string name_, field_, dtype_;
  Numbers shape_, offsets_;
};

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

}  // namespace

bool looksLikeSafetensors(const InputFile &file) {
  return file.size() > kHeaderStart && file.readString(kHeaderStart, 1) == "{";
}

TensorTable readSafetensors(std::shared_ptr<const InputFile> file) {
  const std::uint64_t length = headerLength(*file);
  const std::uint64_t dataStart = kHeaderStart + length;
  HeaderParser parser(*file, dataStart);
  json::sax_parse(file->readString(kHeaderStart, length), &parser);
  checkLayout(*file, parser.entries, dataStart);
  std::map<std::string, TensorInfo> infos;
  for (const auto &[name, entry] : parser.entries) {
    infos.emplace_hint(infos.end(), name, entry.info);
  }
  const std::string path = file->path();
  auto source = std::make_shared<SafetensorsSource>(std::move(file), std::move(parser.entries));
  return TensorTable(std::move(infos), std::move(source), path, "safetensors",
                     std::move(parser.metadata));
}

}  // namespace everyword
