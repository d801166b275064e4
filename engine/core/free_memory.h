#pragma once

#include <c10/core/Device.h>

#include <cstdint>

namespace everyword {

/// Bytes that this process may still take on `device`: on the CPU the machine's, or less where a
/// control group limits it (Linux). 0: not known.
std::int64_t freeMemory(c10::Device device);

/// Bytes that this process has freed but keeps for its next allocations (glibc; elsewhere 0):
/// freeMemory() does not count them, a step that comes after another may use them.
std::int64_t freedHeap();

}  // namespace everyword
