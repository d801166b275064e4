#include <ATen/ATen.h>

#include <set>

#include "engine/checkpoint/dry_load.h"
#include "engine/checkpoint/input_file.h"
#include "engine/checkpoint/tensor_table.h"

namespace everyword {

namespace {

std::string shapeText(const std::vector<std::int64_t> &shape) {
  std::string text = "[";
  for (std::size_t i = 0; i < shape.size(); ++i) {
    text += (i ? "," : "") + (shape[i] < 0 ? std::string("*") : std::to_string(shape[i]));
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
at::Tensor standIn(std::vector<std::int64_t> shape) {
  for (std::int64_t &size : shape) {
    size = size < 0 ? 1 : size;
  }
  return DryLoad::current() && !shape.empty() ? at::empty(shape, at::kMeta) : at::zeros(shape);
}

// Only the shape of a tensor, when no more is asked for.
at::Tensor shapeAlone(const TensorTable &table, const std::string &name, DryLoad &dry) {
  const std::vector<std::int64_t> &shape = table.info(name).shape;
  double elements = 1;
  for (const std::int64_t size : shape) {
    elements *= static_cast<double>(size);
  }
  dry.elements += elements;
  return elements == 1 ? table.loadFloat(name) : at::empty(shape, at::kMeta);
}

bool isPrefixOrLeaf(const std::string &name, const std::string &pattern) {
  if (name.compare(0, pattern.size(), pattern) == 0) {
    return true;
  }
  const auto dot = name.rfind('.');
  return dot != std::string::npos && name.compare(dot + 1, std::string::npos, pattern) == 0;
}

}  // namespace

at::Tensor WeightLoader::get(const std::string &name, const std::vector<std::int64_t> &shape) {
  if (at::Tensor tensor = getOptional(name, shape); tensor.defined()) {
    return tensor;
  }
  missing_.push_back(name);
  return standIn(shape);
}

at::Tensor WeightLoader::getOptional(const std::string &name,
                                     const std::vector<std::int64_t> &shape) {
  if (!table_.has(name)) {
    return {};
  }
  used_.push_back(name);
  const std::vector<std::int64_t> &actual = table_.info(name).shape;
  if (fits(actual, shape)) {
    DryLoad *dry = DryLoad::current();
    return dry ? shapeAlone(table_, name, *dry) : table_.loadFloat(name);
  }
  wrongShape_.push_back(name + " is " + shapeText(actual) + ", expected " + shapeText(shape));
  return standIn(shape);
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
  if (DryLoad *dry = DryLoad::current()) {
    dry->missing = missing_;
    dry->wrongShape = wrongShape_;
    dry->extra = extra();
  }
  if (missing_.empty() && wrongShape_.empty()) {
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
  add("extra", extra());
  throw FileError(fileNameOf(table_.origin()) + " is no complete " + what, faults);
}

}  // namespace everyword
