#pragma once

#include <ATen/core/Generator.h>
#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>

namespace everyword {

/// A seeded stream of random numbers. No globals: whoever needs chance is handed one. Draws on the
/// CPU always, so that the same seed means the same numbers on every device. Not thread-safe.
class Rng {
 public:
  explicit Rng(std::uint64_t seed);

  double uniform(double low, double high);  ///< [low, high)
  bool chance(double probability);          ///< true with that probability; always draws one number
  std::int64_t below(std::int64_t count);   ///< 0 .. count-1
  at::Tensor uniformTensor(at::IntArrayRef shape, double low, double high);  ///< float32, CPU
  at::Tensor normalTensor(at::IntArrayRef shape);                            ///< float32, CPU
  /// The same for a batch [B, ...]: each of its B parts comes from a stream that this one seeds, so
  /// that several threads draw, and the numbers do not depend on how many.
  at::Tensor normalBatch(at::IntArrayRef shape);

  /// The whole state, for exact resume; uint8 tensor.
  at::Tensor state() const;
  void setState(const at::Tensor &state);

  at::Generator &generator() { return generator_; }

 private:
  at::Generator generator_;
};

}  // namespace everyword
