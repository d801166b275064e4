#pragma once

#include <functional>

namespace CLI {
class App;
}

namespace everyword {

/// `everyword models list|inspect|import|download|verify|remove`.
std::function<int()> buildModelsCommand(CLI::App &app);

}  // namespace everyword
