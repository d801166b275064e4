#pragma once

#include <functional>

namespace CLI {
class App;
}

namespace everyword {

/// `everyword sweep`: one picture for every combination of some parameters' values.
std::function<int()> buildSweepCommand(CLI::App &app);

}  // namespace everyword
