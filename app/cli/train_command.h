#pragma once

#include <functional>

namespace CLI {
class App;
}

namespace everyword {

/// everyword train: learns small models on this machine.
std::function<int()> buildTrainCommand(CLI::App &app);

}  // namespace everyword
