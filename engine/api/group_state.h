#pragma once

#include <string>

namespace everyword {

/// Where RunControl::checkpointTo(path) puts the state of one of several runs
/// (Engine::runTogether), counted from 0. All are written, also of those that are over; each is one
/// that Engine::resume takes.
inline std::string stateOfRun(const std::string &path, std::size_t run) {
  return path + "." + std::to_string(run);
}

}  // namespace everyword
