#pragma once

#include <QString>

namespace everyword {

/// "a", "on", "with", ...: words that name nothing one could point at in a picture.
bool isFunctionWord(const QString &word);

}  // namespace everyword
