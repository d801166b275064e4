#pragma once

#include <functional>

namespace CLI {
class App;
}

namespace everyword {

/// `everyword models list`: which packs are installed.
std::function<int()> buildModelsCommand(CLI::App &app);

}  // namespace everyword
