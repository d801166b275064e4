#pragma once

#include <QString>
#include <string>

namespace everyword {

/// "a", "on", "with", ...: words that name nothing one could point at in a picture.
bool isFunctionWord(const QString &word);

/// Whether two words are the same to the text encoder, which reads lower case.
bool isSameWord(const std::string &one, const QString &other);

/// A typed or pasted text as a request may hold it, so that what is saved can be opened: spaces in
/// the place of control characters, cut where it is too long (textFault).
QString usableText(const QString &text);

/// Whether `word` is a whole word of `prompt`.
bool hasWord(const QString &prompt, const QString &word);

}  // namespace everyword
