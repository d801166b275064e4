#pragma once

#include <string>
#include <vector>

namespace everyword {

/// Rows of text in columns as wide as their widest cell: the first column to the left, the others
/// to the right.
class TextTable {
 public:
  explicit TextTable(std::vector<std::string> header);
  void add(std::vector<std::string> row);
  std::string text() const;

 private:
  std::vector<std::vector<std::string>> rows_;
};

/// Fixed point, "-" for what is no number.
std::string decimals(double value, int places);

/// A field of a CSV file (RFC 4180): quoted where it has to be.
std::string csvField(const std::string &text);

/// "6 s", "4 min 5 s", "1 h 2 min".
std::string durationText(double seconds);

}  // namespace everyword
