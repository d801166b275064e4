#pragma once

#include <functional>

namespace CLI {
class App;
}

namespace everyword {

/// `everyword generate`: a prompt and boxes become a picture.
std::function<int()> buildGenerateCommand(CLI::App &app);

}  // namespace everyword
