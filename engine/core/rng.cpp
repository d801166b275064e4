#include "engine/core/rng.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Parallel.h>

#include <limits>

namespace everyword {

Rng::Rng(std::uint64_t seed) : generator_(at::make_generator<at::CPUGeneratorImpl>(seed)) {}

double Rng::uniform(double low, double high) {
  return at::empty({1}, at::kDouble).uniform_(low, high, generator_).item<double>();
}

bool Rng::chance(double probability) { return uniform(0.0, 1.0) < probability; }

std::int64_t Rng::below(std::int64_t count) {
  return at::randint(count, {1}, generator_, at::kLong).item<std::int64_t>();
}

at::Tensor Rng::uniformTensor(at::IntArrayRef shape, double low, double high) {
  return at::empty(shape, at::kFloat).uniform_(low, high, generator_);
}

at::Tensor Rng::normalTensor(at::IntArrayRef shape) {
  return at::randn(shape, generator_, at::kFloat);
}

at::Tensor Rng::normalBatch(at::IntArrayRef shape) {
  const at::Tensor batch = at::empty(shape, at::kFloat);
  const at::Tensor seeds =
      at::randint(std::numeric_limits<std::int64_t>::max(), {batch.size(0)}, generator_, at::kLong);
  at::parallel_for(0, batch.size(0), 1, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t i = begin; i < end; ++i) {
      Rng part(static_cast<std::uint64_t>(seeds.const_data_ptr<std::int64_t>()[i]));
      batch.select(0, i).normal_(0, 1, part.generator_);
    }
  });
  return batch;
}

at::Tensor Rng::state() const { return generator_.get_state(); }

void Rng::setState(const at::Tensor &state) { generator_.set_state(state); }

}  // namespace everyword
