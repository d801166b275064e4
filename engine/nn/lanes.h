#pragma once

#include <cstdint>

namespace everyword {

constexpr std::int64_t kLanes = 8;

/// Some neighbouring numbers treated as one, anywhere in memory: the compiler makes them the
/// processor's registers, or pairs of smaller ones.
using Lanes = float __attribute__((vector_size(kLanes * sizeof(float)), aligned(4), may_alias));

inline __attribute__((always_inline)) const Lanes &lanesAt(const float *numbers) {
  return *reinterpret_cast<const Lanes *>(numbers);
}
inline __attribute__((always_inline)) Lanes &lanesAt(float *numbers) {
  return *reinterpret_cast<Lanes *>(numbers);
}

}  // namespace everyword
