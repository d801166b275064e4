#pragma once

#include <string>

namespace everyword {

/// SHA-256 of a file in lower-case hexadecimal digits. Reads in blocks. Throws FileError when it
/// cannot be read.
std::string sha256OfFile(const std::string &path);

}  // namespace everyword
