#pragma once

#include <functional>

namespace CLI {
class App;
}

namespace everyword {

/// `verify`: runs the recipe of a picture again and reports what differs.
std::function<int()> buildVerifyCommand(CLI::App &app);

}  // namespace everyword
