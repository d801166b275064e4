#pragma once

#include <functional>

namespace CLI {
class App;
}

namespace everyword {

/// `everyword audit`: which words of its prompt each picture of a folder neglects.
std::function<int()> buildAuditCommand(CLI::App &app);

}  // namespace everyword
