#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

namespace everyword {

/// The JSON object in a small file. Throws FileError: missing, no JSON object, larger than 4 MB.
nlohmann::ordered_json readJsonObject(const std::string &path);

/// A field of it. Throws FileError naming file and field when it is missing or of another type.
template <typename T>
T jsonField(const nlohmann::ordered_json &object, const char *key, const std::string &path);

/// The field, or `otherwise` where it is missing or null.
template <typename T>
T jsonFieldOr(const nlohmann::ordered_json &object, const char *key, T otherwise,
              const std::string &path) {
  const auto found = object.find(key);
  return found == object.end() || found->is_null() ? otherwise : jsonField<T>(object, key, path);
}

[[noreturn]] void throwWrongField(const char *key, const std::string &path);

template <typename T>
T jsonField(const nlohmann::ordered_json &object, const char *key, const std::string &path) {
  try {
    return object.at(key).template get<T>();
  } catch (const nlohmann::json::exception &) {
    throwWrongField(key, path);
  }
}

/// A temporary file beside it, then a rename. Throws ResourceError.
void writeTextAtomically(const std::string &path, const std::string &text);

/// Copies all bytes and has them written to the disk. Throws FileError (source), ResourceError
/// (target); then no target is left.
void copyFileBytes(const std::string &from, const std::string &to);

/// Throws ResourceError in the words of `errno`: "the disk is full, 'x' could not be written".
[[noreturn]] void throwWriteError(const std::string &path, int error);

}  // namespace everyword
