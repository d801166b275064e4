#pragma once

#include <c10/core/Device.h>

#include <string>

#include "engine/api/run_request.h"

namespace everyword {

/// What Precision::Auto means on this machine: bf16 where a short measurement finds it faster, else
/// fp32. Measured once for each processor or GPU, thread count and LibTorch, and kept in
/// `everyword/precision.json` in XDG_CACHE_HOME or ~/.cache, so that the same request makes the
/// same bytes tomorrow. Other precisions are returned as they are. Not for two threads at a time.
Precision choosePrecision(Precision asked, c10::Device device);

/// The file that remembers; "" when the environment names no place for it, then every process
/// measures.
std::string precisionFile();

}  // namespace everyword
