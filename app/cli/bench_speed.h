#pragma once

#include <functional>

namespace CLI {
class App;
}

namespace everyword {

/// Adds the options of `everyword bench speed` to `app`; returns what to do once they are parsed.
std::function<int()> buildBenchSpeed(CLI::App &app);

}  // namespace everyword
