#pragma once

#include <functional>
#include <map>
#include <string>
#include <utility>

#include "engine/checkpoint/tensor_table.h"

namespace everyword {

/// Builds a table whose entries come from another one: renamed, transposed, or several in one.
/// Reads on demand.
class RenamedTable {
 public:
  explicit RenamedTable(const TensorTable &original) : original_(original) {}

  void rename(const std::string &from, const std::string &to);
  /// A matrix with its dimensions exchanged. Throws FileError when it is no matrix.
  void transpose(const std::string &from, const std::string &to);
  /// Tensors of one shape stacked along the first dimension. Returns false, and adds nothing, when
  /// one is absent or of another shape.
  bool stack(const std::vector<std::string> &from, const std::string &to);

  TensorTable finish() &&;

 private:
  using Read = std::function<at::Tensor(const TensorTable &)>;
  class Recipes;
  void add(const std::string &name, TensorInfo info, Read read);

  const TensorTable &original_;
  std::map<std::string, TensorInfo> infos_;
  std::map<std::string, Read> reads_;
};

}  // namespace everyword
