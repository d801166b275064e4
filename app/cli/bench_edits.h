#pragma once

#include <functional>

namespace CLI {
class App;
}

namespace everyword {

/// everyword bench edits.
std::function<int()> buildBenchEdits(CLI::App &app);

}  // namespace everyword
