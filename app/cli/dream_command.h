#pragma once

#include <functional>

namespace CLI {
class App;
}

namespace everyword {

/// everyword dream.
std::function<int()> buildDreamCommand(CLI::App &app);

}  // namespace everyword
