#pragma once

#include <string>

namespace everyword {

/// SHA-256 of a file in lower-case hexadecimal digits. Reads in blocks. Throws FileError when it
/// cannot be read.
std::string sha256OfFile(const std::string &path);

/// Of a model: of its file, or of the digests of an index and all its shards.
std::string sha256OfModel(const std::string &path);
std::string sha256OfText(const std::string &text);

}  // namespace everyword
