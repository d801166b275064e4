#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "engine/api/model_store.h"

namespace everyword {

/// What loading and one guided step take, from headers and sizes alone; what is certain only, so
/// rather too low. `roles`, `packFolder` as for resolveModelFiles. `available` is left 0.
MemoryEstimate memoryOfRun(const RunRequest &request, const std::vector<std::string> &roles,
                           const std::function<std::string()> &packFolder);

/// Memory that this process may still take: the machine's, or less where a control group limits it.
/// 0: not known.
std::int64_t availableMemory();

/// Throws InputError when the models cannot do what the request asks for.
void requireModelsSuit(const RunRequest &request, const std::function<std::string()> &packFolder);

/// Throws ResourceError when the estimate is above what is available.
void requireMemory(const MemoryEstimate &estimate);

}  // namespace everyword
