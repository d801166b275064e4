#pragma once

#include <ATen/core/Tensor.h>

#include <string>
#include <vector>

#include "engine/api/classify.h"

namespace everyword {

/// Gathers what methods tell of sets of pictures, seed by seed.
class ScoreTable {
 public:
  /// `labels`, `told` [N] int64: one seed's.
  void add(const std::string &method, const std::string &test, std::int64_t classes,
           const at::Tensor &labels, const at::Tensor &told);
  /// `shares` [n]: S of own classes of some pictures, after add().
  void addShares(const std::string &method, const std::string &test, const at::Tensor &labels,
                 const at::Tensor &shares);

  std::vector<ClassifyScore> scores() const;

 private:
  struct Row {
    ClassifyScore score;
    std::vector<double> sums;  ///< of S, a class
    std::vector<int> counts;
  };
  Row &row(const std::string &method, const std::string &test);

  std::vector<Row> rows_;
};

}  // namespace everyword
