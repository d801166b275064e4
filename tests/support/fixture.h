#pragma once

#include <ATen/core/Tensor.h>

#include <array>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "engine/checkpoint/tensor_table.h"

namespace everyword {

/// Where the golden numbers lie: EVERYWORD_FIXTURES, or shared/fixtures beside the source folder.
std::string fixturesFolder();

/// Where the starter pack's files lie: EVERYWORD_STARTER, or resources/starter, or shared/starter
/// beside the source folder.
std::string starterFolder();

/// What a parity test computes in: float64 shows the logic, float32 is what runs.
inline constexpr std::array<c10::ScalarType, 2> kFloatTypes = {c10::ScalarType::Double,
                                                               c10::ScalarType::Float};

/// How far entries of a float32 gradient may lie outside the tensor's rule because rounding has
/// moved an activation across a kink (ReLU, maximum, clamp). In float64 nothing is allowed beyond
/// the rule.
struct Kinks {
  double fraction = 0;  ///< of the entries
  double jump = 0;      ///< of the tensor's largest magnitude
};

/// Measured, float32 against float64: on 41 seeds of BigGAN and ArcFace one or two of a million and
/// a half activations cross in 7, which moves up to all entries of one picture by at most 0.002; on
/// 20 starts of the spatial step the maximum pooling does so in 4, by at most 0.0004. Weights that
/// cross nothing agree to 3e-6.
inline constexpr Kinks kReluKinks{0.5, 0.005};
/// One fixture: NAME.safetensors with `in.*` and `out.*` tensors and NAME.json, which says how to
/// compare them.
class Fixture {
 public:
  /// `folder` below fixturesFolder(). The JSON file must exist; the tensors may be absent.
  Fixture(const std::string &folder, const std::string &name);

  at::Tensor in(const std::string &name) const;  ///< "in.<name>"
  /// The same in `type` where it holds floating-point numbers, a copy.
  at::Tensor in(const std::string &name, c10::ScalarType type) const;
  at::Tensor out(const std::string &name) const;  ///< "out.<name>"
  at::Tensor tensor(
      const std::string &name) const;       ///< the name as it is, for example "paper.loss"
  bool has(const std::string &name) const;  ///< the name as it is

  /// Names that begin with `prefix` ("out.block_"), sorted.
  std::vector<std::string> names(const std::string &prefix) const;

  const nlohmann::json &json() const { return json_; }
  const std::string &name() const { return name_; }
  /// Absolute path of a file in the fixture's folder.
  std::string path(const std::string &file) const;

  /// Applies the tensor's own rule: equal for integers; |a-b| <= atol + rtol*|b| for floats; or
  /// `compare`: at most max_fraction_outside of the entries may differ by more than abs. `name`
  /// with or without "out.". A difference fails the test and tells the largest one, its place, and
  /// both values. Returns whether all was well. `kinks`: what is allowed beyond the rule where
  /// `actual` is float32.
  bool compare(const std::string &name, const at::Tensor &actual, const Kinks &kinks = {}) const;

 private:
  const TensorTable &table() const;

  std::string folder_, name_;
  nlohmann::json json_;
  std::shared_ptr<const TensorTable> table_;
};

/// The number behind `word` in a tensor's name: 1 of ("out.block_1_mean", "block_"), 0 of
/// ("out.dice_prompt0", "prompt").
std::int64_t numberBehind(const std::string &word, const std::string &name);

/// Every fixture whose file and folder begin with `prefix`: "biggan" finds biggan/biggan and
/// biggan_128/biggan. Throws where there is none.
std::vector<Fixture> fixturesNamed(const std::string &prefix);

/// Fails the test, in the same words, where |actual - expected| > atol + rtol*|expected|.
bool compareTensors(const std::string &what, const at::Tensor &actual, const at::Tensor &expected,
                    double atol, double rtol);

/// The recipe for weights that are too large to store: normal numbers of a freshly seeded generator
/// for each entry, times `mul` (of their magnitude where `abs`), plus `add`. `entries`: array of
/// {key, shape, kind, seed, add, mul, abs}.
std::map<std::string, at::Tensor> seededWeights(const nlohmann::json &entries);

/// The weights of the CLIP that a fixture's "clip" names: the recipe of its configuration, with its
/// base seed. Throws where there is no such recipe.
std::map<std::string, at::Tensor> seededClip(const nlohmann::json &clip);

/// Normal numbers of a CPU generator freshly seeded with `seed`.
at::Tensor seededNormal(std::uint64_t seed, at::IntArrayRef shape);

}  // namespace everyword
