#include "engine/checkpoint/tensor_table.h"

#include <ATen/ATen.h>

#include "engine/checkpoint/readers.h"

namespace everyword {

namespace {

class MemorySource : public TensorTable::Source {
 public:
  explicit MemorySource(std::map<std::string, at::Tensor> tensors) : tensors_(std::move(tensors)) {}
  at::Tensor load(const std::string &name) const override { return tensors_.at(name).clone(); }
  std::uint64_t fileBytes() const override {
    std::uint64_t sum = 0;
    for (const auto &[name, tensor] : tensors_) {
      sum += tensor.nbytes();
    }
    return sum;
  }

 private:
  std::map<std::string, at::Tensor> tensors_;
};

}  // namespace

TensorTable::TensorTable(std::map<std::string, TensorInfo> infos,
                         std::shared_ptr<const Source> source, std::string origin,
                         std::string format, std::map<std::string, std::string> metadata)
    : infos_(std::move(infos)),
      source_(std::move(source)),
      origin_(std::move(origin)),
      format_(std::move(format)),
      metadata_(std::move(metadata)) {}

TensorTable TensorTable::open(const std::string &path) {
  refuseLoneShard(path);
  if (path.ends_with(".index.json")) {
    if (const InputFile index(path); looksLikeShardIndex(index)) {
      return readShards(index);
    }
  }
  return openOneFile(path);
}

TensorTable openOneFile(const std::string &path) {
  auto file = std::make_shared<const InputFile>(path);
  if (looksLikeSafetensors(*file)) {
    return readSafetensors(std::move(file));
  }
  if (looksLikeZip(*file)) {
    return readTorchZip(std::move(file));
  }
  if (looksLikePickle(*file)) {
    return readTorchLegacy(std::move(file));
  }
  refuseTextPickle(*file);
  throw FileError(fileNameOf(path) + " is no checkpoint that Everyword reads",
                  "choose a safetensors file or one written by PyTorch");
}

TensorTable TensorTable::fromTensors(std::map<std::string, at::Tensor> tensors,
                                     std::string origin) {
  std::map<std::string, TensorInfo> infos;
  for (auto &[name, tensor] : tensors) {
    tensor = tensor.detach().cpu().contiguous();
    infos[name] = {tensor.sizes().vec(), tensor.scalar_type(), {}};
  }
  return TensorTable(std::move(infos), std::make_shared<MemorySource>(std::move(tensors)),
                     std::move(origin), "memory");
}

const std::map<std::string, TensorInfo> &TensorTable::infos() const { return infos_; }
bool TensorTable::has(const std::string &name) const { return infos_.count(name) > 0; }
const std::map<std::string, std::string> &TensorTable::metadata() const { return metadata_; }
const std::string &TensorTable::origin() const { return origin_; }
const std::string &TensorTable::format() const { return format_; }
std::uint64_t TensorTable::fileBytes() const { return source_->fileBytes(); }

const TensorInfo &TensorTable::info(const std::string &name) const {
  const auto found = infos_.find(name);
  if (found == infos_.end()) {
    throw FileError(fileNameOf(origin_) + " has no tensor named \"" + name + "\"");
  }
  return found->second;
}

at::Tensor TensorTable::load(const std::string &name) const {
  if (const std::string &type = info(name).unreadableType; !type.empty()) {
    throw FileError(fileNameOf(origin_) + " cannot be used: tensor \"" + name +
                        "\" is of the type " + type + ", which cannot be read",
                    "choose a file in float32 or float16");
  }
  return source_->load(prefix_ + name);
}

at::Tensor TensorTable::loadFloat(const std::string &name) const {
  const at::Tensor tensor = load(name);
  if (tensor.is_contiguous()) {
    return tensor.to(options_.type);
  }
  // A view larger than the numbers behind it: only these are converted.
  const auto held = static_cast<std::int64_t>(tensor.storage().nbytes() / tensor.element_size());
  return tensor.as_strided({held}, {1}, 0)
      .to(options_.type)
      .as_strided(tensor.sizes(), tensor.strides(), tensor.storage_offset());
}

TensorTable TensorTable::withOptions(LoadOptions options) const {
  TensorTable table(*this);
  table.options_ = std::move(options);
  return table;
}

TensorTable TensorTable::asChosen(const std::string &choice, bool isGuess) const {
  TensorTable chosen(*this);
  chosen.choice_ = choice;
  chosen.choiceIsGuess_ = isGuess;
  return chosen;
}

TensorTable TensorTable::sub(const std::string &prefix) const {
  TensorTable below({}, source_, origin_, format_, metadata_);
  below.prefix_ = prefix_ + prefix;
  below.options_ = options_;
  for (auto entry = infos_.lower_bound(prefix); entry != infos_.end(); ++entry) {
    if (entry->first.compare(0, prefix.size(), prefix) != 0) {
      break;
    }
    if (entry->first.size() > prefix.size()) {
      below.infos_.emplace(entry->first.substr(prefix.size()), entry->second);
    }
  }
  return below;
}

}  // namespace everyword
