#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace everyword {

// The one door for text from outside: requests, recipes, projects, manifests, word lists, model
// records, caches, saved runs. A file goes through readTextFile(), JSON through jsonFault() before
// any parser builds values from it, a typed text through textFault() of shown_text.h.

/// What a JSON text may hold. With these nothing that reads it takes more than linear time and a
/// few hundred bytes of memory a value.
struct JsonLimits {
  std::size_t bytes = std::size_t{4} << 20;
  std::size_t depth = 32;
  std::size_t keysInObject = 512;  ///< ordered_json looks for a key among all before it
  std::size_t values = 1'000'000;
  std::size_t textBytes = std::size_t{64} << 10;  ///< of one key or text
};

/// What is wrong with a JSON text, to follow its name: "is no valid JSON (line 2, column 7)", "is
/// nested too deeply", "names the key 'steps' twice". Empty when it can be parsed within the
/// limits. Linear time, memory for the keys alone.
std::string jsonFault(std::string_view text, const JsonLimits &limits = {});

/// The whole of a regular file. Throws FileError naming it when there is none, when it is no
/// regular file, or when it has more than `largest` bytes; nothing is read then.
std::string readTextFile(const std::string &path, std::size_t largest = JsonLimits().bytes);

}  // namespace everyword
