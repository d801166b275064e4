#include "engine/models/clip/renamed_table.h"

#include <ATen/ATen.h>

#include <algorithm>

#include "engine/api/errors.h"

namespace everyword {
namespace {

/// Stacked, expanded views are made whole.
void refuseTooLarge(const TensorTable &table, const std::vector<std::string> &names) {
  const TensorInfo &info = table.info(names.front());
  if (!info.unreadableType.empty()) {
    table.load(names.front());  // throws
  }
  double bytes = static_cast<double>(names.size() * c10::elementSize(info.dtype));
  for (const std::int64_t size : info.shape) {
    bytes *= static_cast<double>(size);
  }
  if (bytes > static_cast<double>(memoryAllowed(table.fileBytes()))) {
    throw FileError(table.origin() + " is damaged",
                    "'" + names.front() + "' stands for far more than the file holds");
  }
}

}  // namespace

class RenamedTable::Recipes : public TensorTable::Source {
 public:
  Recipes(TensorTable original, std::map<std::string, Read> reads)
      : original_(std::move(original)), reads_(std::move(reads)) {}
  at::Tensor load(const std::string &name) const override {
    const at::Tensor tensor = reads_.at(name)(original_);
    // A view larger than the numbers behind it stays one: a small file must not take much memory.
    const bool expanded = tensor.nbytes() > tensor.storage().nbytes();
    return expanded ? tensor : tensor.contiguous();
  }
  std::uint64_t fileBytes() const override { return original_.fileBytes(); }

 private:
  TensorTable original_;
  std::map<std::string, Read> reads_;
};

void RenamedTable::add(const std::string &name, TensorInfo info, Read read) {
  if (!infos_.emplace(name, std::move(info)).second) {
    throw FileError(original_.origin() + " holds '" + name + "' twice under different names",
                    "choose another file");
  }
  reads_.emplace(name, std::move(read));
}

void RenamedTable::rename(const std::string &from, const std::string &to) {
  add(to, original_.info(from), [from](const TensorTable &table) { return table.load(from); });
}

void RenamedTable::transpose(const std::string &from, const std::string &to) {
  auto info = original_.info(from);
  if (info.shape.size() != 2) {
    throw FileError("'" + from + "' in " + original_.origin() + " is no matrix",
                    "choose another file");
  }
  std::swap(info.shape[0], info.shape[1]);
  add(to, std::move(info), [from](const TensorTable &table) { return table.load(from).t(); });
}

bool RenamedTable::stack(const std::vector<std::string> &from, const std::string &to) {
  if (!std::all_of(from.begin(), from.end(),
                   [this](const auto &name) { return original_.has(name); })) {
    return false;
  }
  auto info = original_.info(from.front());
  const auto same = [&](const auto &name) {
    return original_.info(name).shape == info.shape && original_.info(name).dtype == info.dtype;
  };
  if (info.shape.empty() || !std::all_of(from.begin(), from.end(), same)) {
    return false;
  }
  info.shape[0] *= static_cast<std::int64_t>(from.size());
  add(to, std::move(info), [from](const TensorTable &table) {
    refuseTooLarge(table, from);
    std::vector<at::Tensor> parts;
    for (const auto &name : from) {
      parts.push_back(table.load(name));
    }
    return at::cat(parts, 0);
  });
  return true;
}

TensorTable RenamedTable::finish() && {
  auto source = std::make_shared<const Recipes>(original_, std::move(reads_));
  return TensorTable(std::move(infos_), std::move(source), original_.origin(), original_.format(),
                     original_.metadata())
      .asChosen(original_.choice(), original_.choiceIsGuess())
      .withOptions(original_.options());
}

}  // namespace everyword
