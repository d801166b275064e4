#pragma once

#include <ATen/core/Tensor.h>

#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "engine/checkpoint/tensor_table.h"

namespace everyword {

/// Where the golden numbers lie: EVERYWORD_FIXTURES, or shared/fixtures beside the source folder.
std::string fixturesFolder();

/// Where the starter pack's files lie: EVERYWORD_STARTER, or resources/starter, or shared/starter
/// beside the source folder.
std::string starterFolder();

/// One fixture: NAME.safetensors with `in.*` and `out.*` tensors and NAME.json, which says how to
/// compare them.
class Fixture {
 public:
  /// `folder` below fixturesFolder(). The JSON file must exist; the tensors may be absent.
  Fixture(const std::string &folder, const std::string &name);

  at::Tensor in(const std::string &name) const;   ///< "in.<name>"
  at::Tensor out(const std::string &name) const;  ///< "out.<name>"
  at::Tensor tensor(
      const std::string &name) const;       ///< the name as it is, for example "paper.loss"
  bool has(const std::string &name) const;  ///< the name as it is

  const nlohmann::json &json() const { return json_; }
  /// Absolute path of a file in the fixture's folder.
  std::string path(const std::string &file) const;

  /// Applies the tensor's own rule: equal for integers; |a-b| <= atol + rtol*|b| for floats; or
  /// `compare`: at most max_fraction_outside of the entries may differ by more than abs. `name`
  /// with or without "out.". A difference fails the test and tells the largest one, its place, and
  /// both values. Returns whether all was well.
  bool compare(const std::string &name, const at::Tensor &actual) const;

 private:
  const TensorTable &table() const;

  std::string folder_, name_;
  nlohmann::json json_;
  std::shared_ptr<const TensorTable> table_;
};

/// Fails the test, in the same words, where |actual - expected| > atol + rtol*|expected|.
bool compareTensors(const std::string &what, const at::Tensor &actual, const at::Tensor &expected,
                    double atol, double rtol);

/// The recipe for weights that are too large to store: normal numbers of a freshly seeded generator
/// for each entry, times `mul` (of their magnitude where `abs`), plus `add`. `entries`: array of
/// {key, shape, kind, seed, add, mul, abs}.
std::map<std::string, at::Tensor> seededWeights(const nlohmann::json &entries);

/// Normal numbers of a CPU generator freshly seeded with `seed`.
at::Tensor seededNormal(std::uint64_t seed, at::IntArrayRef shape);

}  // namespace everyword
