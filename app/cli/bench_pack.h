#pragma once

#include <functional>

namespace CLI {
class App;
}

namespace everyword {

/// everyword bench pack.
std::function<int()> buildBenchPack(CLI::App &app);

}  // namespace everyword
