#pragma once

#include <c10/core/Device.h>

#include <cstdint>
#include <string>

#include "engine/api/run_request.h"

namespace everyword {

/// "auto" (a GPU where LibTorch finds one, else the CPU), "cpu", "cuda", "cuda:1". Throws
/// InputError.
c10::Device chooseDevice(const std::string &name);

/// 0 means all cores. Applies to the whole process.
void setThreads(int threads);

/// "CPU, 2 threads, fp32" or "GPU 0, bf16".
std::string describeDevice(const c10::Device &device, Precision precision);

/// The processor's own name: "AMD EPYC 7R13". For a GPU "GPU 0", which is all that LibTorch knows
/// without CUDA's headers.
std::string machineName(const c10::Device &device);

/// Resident set of this process, now and at its peak, in bytes (Linux; 0 elsewhere).
std::int64_t residentBytes();
std::int64_t peakResidentBytes();

/// Gives freed memory back to the system and starts the peak anew, so that the next
/// peakResidentBytes() belongs to what runs from here on. False where the system cannot (not
/// Linux).
bool restartPeak();

}  // namespace everyword
