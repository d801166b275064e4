#include <ATen/ATen.h>

#include <set>

#include "engine/checkpoint/input_file.h"
#include "engine/checkpoint/tensor_table.h"

namespace everyword {

namespace {

std::string shapeText(const std::vector<std::int64_t> &shape) {
  std::string text = "[";
  for (std::size_t i = 0; i < shape.size(); ++i) {
    text += i ? "," : "";
    text += shape[i] < 0 ? "*" : std::to_string(shape[i]);
  }
  return text + "]";
}

bool fits(const std::vector<std::int64_t> &actual, const std::vector<std::int64_t> &expected) {
  if (actual.size() != expected.size()) {
    return false;
  }
  for (std::size_t i = 0; i < actual.size(); ++i) {
    if (expected[i] >= 0 && actual[i] != expected[i]) {
      return false;
    }
  }
  return true;
}

std::string joined(const std::vector<std::string> &parts) {
  std::string text;
  for (const std::string &part : parts) {
    text += (text.empty() ? "" : ", ") + part;
  }
  return text;
}

// Zeros, so that the loading goes on and finds every fault.
at::Tensor standIn(std::vector<std::int64_t> shape, const LoadOptions &options) {
  for (std::int64_t &size : shape) {
    size = size < 0 ? 1 : size;
  }
  const auto type = at::dtype(options.type);
  return options.findings && !shape.empty() ? at::empty(shape, type.device(at::kMeta))
                                            : at::zeros(shape, type);
}

// In floating point: a product of hostile sizes must not overflow.
double entriesOf(const std::vector<std::int64_t> &shape) {
  double entries = 1;
  for (const std::int64_t size : shape) {
    entries *= static_cast<double>(size < 0 ? 1 : size);
  }
  return entries;
}

std::string megabytes(double bytes) {
  return std::to_string(static_cast<std::int64_t>(bytes / 1e6)) + " MB";
}

// Only the shape of a tensor, when no more is asked for.
at::Tensor shapeAlone(const TensorTable &table, const std::string &name) {
  const std::vector<std::int64_t> &shape = table.info(name).shape;
  const double elements = entriesOf(shape);
  table.options().findings->elements += elements;
  return elements == 1 ? table.loadFloat(name)
                       : at::empty(shape, at::dtype(table.options().type).device(at::kMeta));
}

bool isPrefixOrLeaf(const std::string &name, const std::string &pattern) {
  if (name.compare(0, pattern.size(), pattern) == 0) {
    return true;
  }
  const auto dot = name.rfind('.');
  return dot != std::string::npos && name.compare(dot + 1, std::string::npos, pattern) == 0;
}

constexpr std::uint64_t kMemoryFloor = std::uint64_t{96} << 20, kMemoryFactor = 4;

}  // namespace

std::uint64_t memoryAllowed(std::uint64_t fileBytes) {
  return kMemoryFloor + kMemoryFactor * fileBytes;
}

void WeightLoader::take(const std::vector<std::int64_t> &shape) {
  if (table_.options().findings) {
    return;
  }
  const double entries = entriesOf(shape);
  taken_ += entries * static_cast<double>(sizeof(float));
  if (taken_ > static_cast<double>(memoryAllowed(table_.fileBytes()))) {
    const std::string why = "its tensors stand for more than " + megabytes(taken_) +
                            ", far more than its " + std::to_string(table_.fileBytes()) +
                            " bytes explain";
    throw damaged(table_.origin(),
                  missing_.empty() ? why : why + ", and it lacks " + joined(missing_));
  }
  if (const auto &onRead = table_.options().onRead) {
    onRead(entries);
  }
}

at::Tensor WeightLoader::get(const std::string &name, const std::vector<std::int64_t> &shape) {
  if (at::Tensor tensor = getOptional(name, shape); tensor.defined()) {
    return tensor;
  }
  missing_.push_back(name);
  take(shape);
  return standIn(shape, table_.options());
}

at::Tensor WeightLoader::getOptional(const std::string &name,
                                     const std::vector<std::int64_t> &shape) {
  if (!table_.has(name)) {
    return {};
  }
  used_.push_back(name);
  const std::vector<std::int64_t> &actual = table_.info(name).shape;
  const bool asExpected = fits(actual, shape);
  if (const std::string &type = table_.info(name).unreadableType; !type.empty()) {
    unreadable_.push_back(name + " is " + type);
    take(shape);
    return standIn(shape, table_.options());
  }
  take(asExpected ? actual : shape);
  if (asExpected) {
    return table_.options().findings ? shapeAlone(table_, name) : table_.loadFloat(name);
  }
  wrongShape_.push_back(name + " is " + shapeText(actual) + ", expected " + shapeText(shape));
  return standIn(shape, table_.options());
}

void WeightLoader::ignore(const std::string &prefixOrLeaf) { ignored_.push_back(prefixOrLeaf); }

std::vector<std::string> WeightLoader::extra() const {
  const std::set<std::string> used(used_.begin(), used_.end());
  std::vector<std::string> result;
  for (const auto &[name, info] : table_.infos()) {
    if (used.count(name)) {
      continue;
    }
    bool known = false;
    for (const std::string &pattern : ignored_) {
      known = known || isPrefixOrLeaf(name, pattern);
    }
    if (!known) {
      result.push_back(name);
    }
  }
  return result;
}

void WeightLoader::finish(const std::string &what) const {
  if (const auto &findings = table_.options().findings) {
    findings->missing = missing_;
    findings->wrongShape = wrongShape_;
    for (const std::string &fault : unreadable_) {
      findings->wrongShape.push_back(fault + ", which cannot be read");
    }
    findings->extra = extra();
  }
  if (missing_.empty() && wrongShape_.empty() && unreadable_.empty()) {
    return;
  }
  std::string faults;
  const auto add = [&faults](const char *title, const std::vector<std::string> &names) {
    if (!names.empty()) {
      faults += (faults.empty() ? "" : "; ") + std::string(title) + ": " + joined(names);
    }
  };
  if (!missing_.empty()) {
    faults = "missing " + joined(missing_);
  }
  add("wrong shape", wrongShape_);
  add("unreadable", unreadable_);
  add("extra", extra());
  throw FileError(fileNameOf(table_.origin()) + " is no complete " + what, faults);
}

}  // namespace everyword
