#pragma once

#include <memory>

namespace CLI {
class FormatterBase;
}

namespace everyword {

/// Help pages for an 80- to 100-column terminal: descriptions are wrapped and stay in their column.
std::shared_ptr<CLI::FormatterBase> makeHelpFormatter();

}  // namespace everyword
