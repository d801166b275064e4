#pragma once

#include <functional>

namespace CLI {
class App;
}

namespace everyword {

/// `everyword explain`: which patches of a picture each word of a prompt rests on.
std::function<int()> buildExplainCommand(CLI::App &app);

}  // namespace everyword
