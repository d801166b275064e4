#pragma once

#include <QString>

namespace everyword {

enum class FileKind { Project, Picture, Model };

/// What a file is to the window, by its first bytes; the name decides where they say nothing. A
/// Model is anything else: the model manager says what is wrong with it.
FileKind fileKind(const QString &path);

}  // namespace everyword
