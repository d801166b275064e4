#pragma once

#include <string>

namespace everyword {

// Paths in a project's file, so that a folder with the project and its models can be moved. Both
// functions take and return UTF-8; nothing is read but whether files exist.

/// How `path` is written into a file in `folder` (absolute): "./models/clip.pt" when it lies inside
/// or below, else unchanged. Names, relative and empty paths stay as they are.
std::string portablePath(const std::string &path, const std::string &folder);

/// The way back: absolute when `path` is relative, has a slash, and a file is there as seen from
/// `folder`; so does "./..." when no file is there at all, and the sentence about a missing file
/// names a real place. Anything else (an absolute path, the name of an installed model, a path from
/// the current folder) stays as it is.
std::string resolvedPath(const std::string &path, const std::string &folder);

}  // namespace everyword
