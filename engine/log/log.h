#pragma once

#include <string>

namespace everyword {

// The engine's log: standard error, level from the environment variable EVERYWORD_LOG (debug, info,
// warn, error; warn when unset). Thread-safe. Its own module because spdlog and LibTorch bring
// different versions of fmt: no file may see both.

void logWarning(const std::string &sentence);  ///< it went on, but not as asked
void logInfo(const std::string &sentence);     ///< once a run
void logDebug(const std::string &sentence);    ///< for us

}  // namespace everyword
