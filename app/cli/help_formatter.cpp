#include "app/cli/help_formatter.h"

#include <CLI/CLI.hpp>
#include <sstream>

namespace everyword {

namespace {

constexpr std::size_t kNameColumn = 32;
constexpr std::size_t kWidth = 100;

/// Breaks `text` at spaces into lines of at most `width` letters.
std::vector<std::string> wrapped(const std::string &text, std::size_t width) {
  std::vector<std::string> lines(1);
  std::istringstream words(text);
  for (std::string word; words >> word;) {
    if (!lines.back().empty() && lines.back().size() + 1 + word.size() > width) {
      lines.emplace_back();
    }
    lines.back() += (lines.back().empty() ? "" : " ") + word;
  }
  return lines;
}

class HelpFormatter : public CLI::Formatter {
 public:
  std::string make_option(const CLI::Option *option, bool isPositional) const override {
    const std::string name =
        "  " + make_option_name(option, isPositional) + make_option_opts(option);
    std::string text = name;
    std::size_t column = name.size();
    for (const std::string &line : wrapped(make_option_desc(option), kWidth - kNameColumn)) {
      if (column + 2 > kNameColumn) {
        text += '\n';
        column = 0;
      }
      text += std::string(kNameColumn - column, ' ') + line;
      column = kWidth;  // the next line begins anew
    }
    return text + '\n';
  }

  /// The value's name alone: defaults and ranges are part of the description.
  std::string make_option_opts(const CLI::Option *option) const override {
    const std::string name = option->get_type_size() == 0 ? "" : option->get_type_name();
    const std::string type =
        name.substr(0, name.find(':'));  // a validator's own words follow the colon
    return type.empty() ? "" : " " + type;
  }
};

}  // namespace

std::shared_ptr<CLI::FormatterBase> makeHelpFormatter() {
  auto formatter = std::make_shared<HelpFormatter>();
  formatter->column_width(kNameColumn);
  return formatter;
}

}  // namespace everyword
