#pragma once

#include <optional>
#include <string>

#include "engine/api/frame.h"

namespace everyword {

/// Reads a PNG, JPEG, WebP or TIFF, recognised by its first bytes, whatever its name. The same
/// rules for all: upright by its orientation tag; transparency over white, mixed in the encoded
/// values; 8 bits a channel; of an animation or several pages the first picture. Blocking: seconds
/// for the largest picture, so not for a GUI thread. Thread-safe. Throws FileError: missing, no
/// regular file, above 64 MB, no picture, above 30 million pixels or 16384 a side (before memory is
/// taken), of a kind that is not read, or damaged, if only at its end.
FramePtr readPicture(const std::string &path);

/// The recipe in the text chunk "everyword" of a PNG, before or behind the pixels, which are not
/// decoded. Nothing when there is none or the file is a picture of another format. At most 4 MB.
/// Throws FileError: as readPicture where the file is no picture or damaged before the recipe.
std::optional<std::string> readRecipe(const std::string &path);

/// What the first bytes of a file say that it is, whatever its name.
enum class FileContent {
  Nothing,  ///< missing, empty, unreadable, a folder, pipe or device
  Picture,  ///< of a format that readPicture() reads; may still be damaged
  Json,     ///< an object: a request, or a project of an older version
  Project,  ///< a project's archive (project_archive.h)
  Other
};
/// Reads a few bytes and never waits.
FileContent contentOf(const std::string &path);

}  // namespace everyword
