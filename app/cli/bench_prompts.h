#pragma once

#include <functional>

namespace CLI {
class App;
}

namespace everyword {

/// "everyword bench prompts": a row of the bench command.
std::function<int()> buildBenchPrompts(CLI::App &app);

}  // namespace everyword
