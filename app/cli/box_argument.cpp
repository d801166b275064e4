#include "app/cli/box_argument.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <vector>

#include "engine/api/errors.h"

namespace everyword {

namespace {

std::string trimmed(const std::string &text) {
  const std::size_t begin = text.find_first_not_of(" \t");
  return begin == std::string::npos ? ""
                                    : text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

/// The numbers between the commas, or nothing when one of them is none. Not with the locale's
/// decimal sign.
std::vector<double> numbersIn(const std::string &text) {
  std::vector<double> numbers;
  std::size_t begin = 0;
  while (begin <= text.size()) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    const std::string part = trimmed(text.substr(begin, end - begin));
    double number = 0;
    const auto [rest, error] = std::from_chars(part.data(), part.data() + part.size(), number);
    if (error != std::errc() || rest != part.data() + part.size() || !std::isfinite(number)) {
      return {};
    }
    numbers.push_back(number);
    begin = end + 1;
  }
  return numbers;
}

}  // namespace

Region parseBoxArgument(const std::string &text, int id) {
  const std::size_t colon = text.rfind(':');
  const std::vector<double> numbers =
      colon == std::string::npos ? std::vector<double>() : numbersIn(text.substr(colon + 1));
  if (numbers.size() != 4) {
    throw InputError("the box '" + text + "' is not understood",
                     "write label:x,y,width,height in fractions of the picture, for example "
                     "\"dog:0.55,0.35,0.4,0.5\"");
  }
  Region region;
  region.id = id;
  region.label = trimmed(text.substr(0, colon));
  region.box = {numbers[0], numbers[1], numbers[2], numbers[3]};
  return region;
}

}  // namespace everyword
