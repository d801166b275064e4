#include "engine/models/clip/renamed_table.h"

#include <ATen/ATen.h>

#include <algorithm>

#include "engine/api/errors.h"

namespace everyword {

class RenamedTable::Recipes : public TensorTable::Source {
 public:
  Recipes(TensorTable original, std::map<std::string, Read> reads)
      : original_(std::move(original)), reads_(std::move(reads)) {}
  at::Tensor load(const std::string &name) const override {
    return reads_.at(name)(original_).contiguous();
  }

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
                     original_.metadata());
}

}  // namespace everyword
