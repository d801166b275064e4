#pragma once

#include <functional>

namespace CLI {
class App;
}

namespace everyword {

/// `everyword bench layouts`: how well each method keeps phrases in their boxes.
std::function<int()> buildBenchCommand(CLI::App &app);

}  // namespace everyword
