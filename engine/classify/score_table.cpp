#include "engine/classify/score_table.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace everyword {
namespace {

std::vector<std::int64_t> valuesOf(const at::Tensor &x) {
  const auto plain = x.to(at::kCPU, at::kLong).contiguous();
  return {plain.const_data_ptr<std::int64_t>(),
          plain.const_data_ptr<std::int64_t>() + plain.numel()};
}

/// The 97.5 % point of Student's distribution; its expansion behind the table is right to 0.003.
double studentPoint(std::size_t freedom) {
  constexpr double kTable[] = {12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262};
  const auto f = static_cast<double>(freedom);
  return freedom <= std::size(kTable) ? kTable[freedom - 1]
                                      : 1.95996 + 2.3722 / f + 2.8225 / (f * f);
}

}  // namespace

Estimate studentMean(const std::vector<double> &values) {
  const auto count = static_cast<double>(values.size());
  if (values.empty()) {
    return {};
  }
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / count;
  if (values.size() == 1) {
    return {mean, mean, mean};
  }
  double squares = 0;
  for (const double value : values) {
    squares += (value - mean) * (value - mean);
  }
  const double half = studentPoint(values.size() - 1) * std::sqrt(squares / (count - 1) / count);
  return {mean, mean - half, mean + half};
}

Estimate studentShare(const std::vector<double> &values) {
  const Estimate whole = studentMean(values);
  return {whole.mean, std::max(0.0, whole.low), std::min(1.0, whole.high)};
}

ScoreTable::Row &ScoreTable::row(const std::string &method, const std::string &test) {
  const auto found = std::find_if(rows_.begin(), rows_.end(), [&](const Row &one) {
    return one.score.method == method && one.score.test == test;
  });
  if (found != rows_.end()) {
    return *found;
  }
  rows_.emplace_back();
  rows_.back().score.method = method;
  rows_.back().score.test = test;
  return rows_.back();
}

void ScoreTable::add(const std::string &method, const std::string &test, std::int64_t classes,
                     const at::Tensor &labels, const at::Tensor &told) {
  Row &one = row(method, test);
  const auto size = static_cast<std::size_t>(classes);
  one.score.confusion.resize(size, std::vector<int>(size));
  one.sums.resize(size);
  one.counts.resize(size);
  const auto truth = valuesOf(labels), guess = valuesOf(told);
  int right = 0;
  for (std::size_t i = 0; i < truth.size(); ++i) {
    ++one.score.confusion[static_cast<std::size_t>(truth[i])][static_cast<std::size_t>(guess[i])];
    right += truth[i] == guess[i] ? 1 : 0;
  }
  one.score.pictures = static_cast<int>(truth.size());
  one.score.accuracies.push_back(right / std::max(1.0, static_cast<double>(truth.size())));
}

void ScoreTable::addShares(const std::string &method, const std::string &test,
                           const at::Tensor &labels, const at::Tensor &shares) {
  Row &one = row(method, test);
  const auto truth = valuesOf(labels);
  const auto values = shares.to(at::kCPU, at::kDouble).contiguous();
  for (std::size_t i = 0; i < truth.size(); ++i) {
    one.sums[static_cast<std::size_t>(truth[i])] += values.const_data_ptr<double>()[i];
    ++one.counts[static_cast<std::size_t>(truth[i])];
  }
}

std::vector<ClassifyScore> ScoreTable::scores() const {
  std::vector<ClassifyScore> all;
  for (const Row &one : rows_) {
    all.push_back(one.score);
    all.back().accuracy = studentShare(one.score.accuracies);
    const bool known =
        std::any_of(one.counts.begin(), one.counts.end(), [](int n) { return n > 0; });
    for (std::size_t c = 0; known && c < one.sums.size(); ++c) {
      all.back().nameShares.push_back(one.counts[c] > 0 ? one.sums[c] / one.counts[c] : 0);
    }
  }
  return all;
}

}  // namespace everyword
