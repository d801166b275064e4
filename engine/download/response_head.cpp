#include "engine/download/response_head.h"

#include <algorithm>
#include <cctype>
#include <charconv>

namespace everyword {
namespace {

std::string_view trimmed(std::string_view text) {
  const auto isSpace = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
  while (!text.empty() && isSpace(text.front())) {
    text.remove_prefix(1);
  }
  while (!text.empty() && isSpace(text.back())) {
    text.remove_suffix(1);
  }
  return text;
}

std::optional<std::uint64_t> number(std::string_view text) {
  std::uint64_t value = 0;
  const auto end = text.data() + text.size();
  const auto result = std::from_chars(text.data(), end, value);
  if (result.ec != std::errc() || result.ptr != end || value > (std::uint64_t{1} << 62)) {
    return {};
  }
  return value;
}

/// "bytes 100-199/200", "bytes */200", "bytes 100-199/*"
void readContentRange(ResponseHead &head, std::string_view value) {
  if (!value.starts_with("bytes ")) {
    return;
  }
  value.remove_prefix(6);
  const auto slash = value.find('/');
  if (slash == std::string_view::npos) {
    return;
  }
  head.rangeTotal = number(value.substr(slash + 1));
  const auto range = value.substr(0, slash);
  head.rangeStart = number(range.substr(0, range.find('-')));
}

}  // namespace

void readHeaderLine(ResponseHead &head, std::string_view line) {
  line = trimmed(line);
  if (line.starts_with("HTTP/")) {
    head = ResponseHead();
    const auto space = line.find(' ');
    if (space != std::string_view::npos) {
      head.status = static_cast<long>(number(line.substr(space + 1, 3)).value_or(0));
    }
    return;
  }
  const auto colon = line.find(':');
  if (colon == std::string_view::npos) {
    return;
  }
  std::string name(line.substr(0, colon));
  std::transform(name.begin(), name.end(), name.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  const std::string_view value = trimmed(line.substr(colon + 1));
  if (name == "etag") {
    head.etag = value;
  }
  if (name == "last-modified") {
    head.lastModified = value;
  }
  if (name == "content-length") {
    head.length = number(value);
  }
  if (name == "content-range") {
    readContentRange(head, value);
  }
  if (name == "retry-after") {
    head.retryAfterSeconds =
        static_cast<int>(std::min<std::uint64_t>(number(value).value_or(0), 3600));
  }
}

}  // namespace everyword
