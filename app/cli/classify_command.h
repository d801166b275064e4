#pragma once

#include <functional>

namespace CLI {
class App;
}

namespace everyword {

/// "everyword classify": a row of commands().
std::function<int()> buildClassifyCommand(CLI::App &app);

}  // namespace everyword
