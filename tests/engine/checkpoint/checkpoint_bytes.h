#pragma once

#include <cstdint>
#include <string>

#include "engine/api/errors.h"
#include "engine/checkpoint/tensor_table.h"
#include "tests/support/temporary_folder.h"

namespace everyword::testing {

/// `count` little-endian bytes of `value`.
inline std::string little(std::uint64_t value, int count) {
  std::string bytes;
  for (int i = 0; i < count; ++i) {
    bytes += static_cast<char>(value >> (8 * i));
  }
  return bytes;
}

/// Opens the file and loads every tensor; the message of the FileError, or "" when all went well.
inline std::string refusal(const std::string &path) {
  try {
    const TensorTable table = TensorTable::open(path);
    for (const auto &[name, info] : table.infos()) {
      table.load(name);
    }
    return "";
  } catch (const FileError &error) {
    return error.what();
  }
}

}  // namespace everyword::testing
