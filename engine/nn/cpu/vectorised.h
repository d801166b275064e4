#pragma once

#include <cstdint>

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define EVERYWORD_HAS_CLONES 1
#else
#define EVERYWORD_HAS_CLONES 0  // Clang 14 has no target_clones for C++
#endif

// Before a function of plain loops: several bodies, of which the loader picks the one for the
// processor at hand.
#if EVERYWORD_HAS_CLONES
#define EVERYWORD_FOR_EACH_PROCESSOR \
  __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define EVERYWORD_FOR_EACH_PROCESSOR
#endif

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

/// Whether the functions above run with AVX2 and FMA (or on no x86): what was compiled counts, not
/// what the processor could do.
inline bool runsVectorised() {
#if !defined(__x86_64__) || (defined(__AVX2__) && defined(__FMA__))
  return true;
#elif EVERYWORD_HAS_CLONES
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
#else
  return false;
#endif
}

}  // namespace everyword
