#include "engine/api/outside_text.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <unordered_set>
#include <vector>

#include "engine/api/errors.h"

namespace everyword {

namespace {

using nlohmann::json;

std::string placeOf(std::string_view text, std::size_t position) {
  position = std::min(position, text.size());
  const std::string_view before = text.substr(0, position);
  const auto line = std::count(before.begin(), before.end(), '\n') + 1;
  const std::size_t lineStart = before.rfind('\n') + 1;  // npos + 1 is 0
  return "line " + std::to_string(line) + ", column " +
         std::to_string(std::max<std::size_t>(position - lineStart, 1));
}

/// Counts what a parser would build, without building it.
class Watch : public json::json_sax_t {
 public:
  Watch(std::string_view text, const JsonLimits &limits) : text_(text), limits_(limits) {}

  const std::string &fault() const { return fault_; }

  bool null() override { return value(); }
  bool boolean(bool) override { return value(); }
  bool number_integer(json::number_integer_t) override { return value(); }
  bool number_unsigned(json::number_unsigned_t) override { return value(); }
  bool number_float(json::number_float_t, const json::string_t &) override { return value(); }
  bool string(json::string_t &text) override { return isShort(text) && value(); }
  bool binary(json::binary_t &) override { return value(); }
  bool start_object(std::size_t) override { return open(); }
  bool end_object() override { return close(); }
  bool start_array(std::size_t) override { return open(); }
  bool end_array() override { return close(); }
  bool key(json::string_t &name) override {
    auto &keys = open_.back();
    if (!isShort(name)) {
      return false;
    }
    lastKey_ = name;
    if (!keys.insert(name).second) {
      return refuse("names the key " + quotedText(name) + " twice");
    }
    return keys.size() <= limits_.keysInObject ||
           refuse("has more than " + std::to_string(limits_.keysInObject) + " keys in one object");
  }
  bool parse_error(std::size_t position, const std::string &,
                   const json::exception &error) override {
    constexpr int kOutOfRange = 406;
    return refuse(error.id == kOutOfRange
                      ? "holds a number that is too large (" + placeOf(text_, position) + ")"
                      : "is no valid JSON (" + placeOf(text_, position) + ")");
  }

 private:
  bool refuse(std::string fault) {
    fault_ = std::move(fault);
    return false;
  }
  bool value() { return ++values_ <= limits_.values || refuse("holds far too many values"); }
  bool open() {
    open_.emplace_back();
    return open_.size() > limits_.depth ? refuse("is nested too deeply") : value();
  }
  bool close() {
    open_.pop_back();
    return true;
  }
  bool isShort(const std::string &text) {
    return text.size() <= limits_.textBytes ||
           refuse("holds a text that is too long" +
                  (lastKey_.empty() ? std::string() : " (" + quotedText(lastKey_) + ")"));
  }

  std::string_view text_;
  JsonLimits limits_;
  std::vector<std::unordered_set<std::string>> open_;  ///< the keys of each object still open
  std::size_t values_ = 0;
  std::string lastKey_, fault_;
};

}  // namespace

std::string jsonFault(std::string_view text, const JsonLimits &limits) {
  if (text.size() > limits.bytes) {
    return "is too large (" + std::to_string(text.size()) + " bytes, at most " +
           std::to_string(limits.bytes) + " are read)";
  }
  Watch watch(text, limits);
  json::sax_parse(text.begin(), text.end(), &watch);
  return watch.fault();
}

std::string readTextFile(const std::string &path, std::size_t largest) {
  namespace fs = std::filesystem;
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (!fs::exists(status)) {
    throw FileError(quotedText(path) + " cannot be read", "there is no such file");
  }
  if (!fs::is_regular_file(status)) {
    throw FileError(quotedText(path) + " cannot be read", "it is no regular file");
  }
  const std::uintmax_t size = fs::file_size(path, error);
  if (!error && size > largest) {
    throw FileError(quotedText(path) + " is too large for what it should be (" +
                    std::to_string(size) + " bytes, at most " + std::to_string(largest) +
                    " are read)");
  }
  std::string text(static_cast<std::size_t>(error ? 0 : size), '\0');
  std::ifstream file(path, std::ios::binary);
  if (error || !file || (!text.empty() && !file.read(text.data(), std::streamsize(text.size())))) {
    throw FileError(quotedText(path) + " cannot be read" +
                    (error ? " (" + error.message() + ")" : std::string()));
  }
  return text;
}

}  // namespace everyword
