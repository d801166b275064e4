#pragma once

#include <functional>
#include <string>
#include <vector>

namespace everyword::testing {

/// What a finished program left.
struct ProgramResult {
  int exitCode = -1;  ///< 128 + signal when a signal ended it
  std::string out, err;
};

/// Runs the real program with `arguments` in `folder` and waits for it. `watch` is called with all
/// of stdout so far and the process id whenever more has come.
ProgramResult runEveryword(
    const std::vector<std::string> &arguments, const std::string &folder,
    const std::function<void(const std::string &out, int process)> &watch = {});

/// The starter pack of the source folder.
std::string starterPack();

}  // namespace everyword::testing
