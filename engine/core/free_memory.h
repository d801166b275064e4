#pragma once

#include <c10/core/Device.h>

#include <cstdint>

namespace everyword {

/// Bytes that this process may still take on `device`: on the CPU the machine's, or less where a
/// control group limits it (Linux). 0: not known.
std::int64_t freeMemory(c10::Device device);

}  // namespace everyword
