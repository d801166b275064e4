#pragma once

#include <spdlog/logger.h>

namespace everyword {

/// The engine's log: standard error, level from the environment variable EVERYWORD_LOG (trace, debug, info, warn, error; warn
/// when unset). Error: something failed. Warn: it went on, but not as asked. Info: once a run. Debug: for us.
spdlog::logger &log();

}  // namespace everyword
