#include "app/cli/text_table.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace everyword {

namespace {

/// Letters, not bytes: labels are UTF-8.
std::size_t lettersIn(const std::string &utf8) {
  return static_cast<std::size_t>(
      std::count_if(utf8.begin(), utf8.end(), [](unsigned char c) { return (c & 0xC0) != 0x80; }));
}

}  // namespace

TextTable::TextTable(std::vector<std::string> header) { rows_.push_back(std::move(header)); }

void TextTable::add(std::vector<std::string> row) {
  row.resize(rows_.front().size());
  rows_.push_back(std::move(row));
}

std::string TextTable::text() const {
  std::vector<std::size_t> widths(rows_.front().size(), 0);
  for (const auto &row : rows_) {
    for (std::size_t column = 0; column < row.size(); ++column) {
      widths[column] = std::max(widths[column], lettersIn(row[column]));
    }
  }
  std::string text;
  for (const auto &row : rows_) {
    for (std::size_t column = 0; column < row.size(); ++column) {
      const std::string padding(widths[column] - lettersIn(row[column]), ' ');
      text += column == 0 ? row[column] + padding : "  " + padding + row[column];
    }
    text.erase(text.find_last_not_of(' ') + 1);
    text += '\n';
  }
  return text;
}

std::string decimals(double value, int places) {
  if (!std::isfinite(value)) {
    return "-";
  }
  char text[64];
  std::snprintf(text, sizeof text, "%.*f", places, value);
  return text;
}

std::string durationText(double seconds) {
  const long whole =
      std::isfinite(seconds) && seconds > 0 ? std::lround(std::min(seconds, 1e9)) : 0;
  if (whole < 60) {
    return std::to_string(whole) + " s";
  }
  if (whole < 3600) {
    return std::to_string(whole / 60) + " min " + std::to_string(whole % 60) + " s";
  }
  return std::to_string(whole / 3600) + " h " + std::to_string(whole % 3600 / 60) + " min";
}

std::string csvField(const std::string &text) {
  if (text.find_first_of(",\"\n\r") == std::string::npos) {
    return text;
  }
  std::string quoted = "\"";
  for (const char c : text) {
    quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  }
  return quoted + "\"";
}

}  // namespace everyword
