#pragma once

#include <functional>

namespace CLI {
class App;
}

namespace everyword {

/// `everyword edit`: a face follows a prompt, with one strength of the word relevance or several.
std::function<int()> buildEditCommand(CLI::App &app);

}  // namespace everyword
