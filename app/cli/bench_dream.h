#pragma once

#include <functional>

namespace CLI {
class App;
}

namespace everyword {

/// everyword bench dream.
std::function<int()> buildBenchDream(CLI::App &app);

}  // namespace everyword
