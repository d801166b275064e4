#pragma once

#include <c10/core/Device.h>

#include <cstdint>
#include <string>

namespace everyword {

/// "auto" (a GPU where LibTorch finds one, else the CPU), "cpu", "cuda", "cuda:1". Throws
/// InputError.
c10::Device chooseDevice(const std::string &name);

/// 0 means all cores. Applies to the whole process.
void setThreads(int threads);

/// "CPU, 2 threads" or "GPU 0".
std::string describeDevice(const c10::Device &device);

/// Resident set of this process, now and at its peak, in bytes (Linux; 0 elsewhere).
std::int64_t residentBytes();
std::int64_t peakResidentBytes();

}  // namespace everyword
