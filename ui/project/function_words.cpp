#include "ui/project/function_words.h"

#include <QSet>

namespace everyword {

bool isFunctionWord(const QString &word) {
  static const QSet<QString> kWords = {
      "a",     "an",    "the",  "and",  "or",   "of",   "on",    "in",     "at",     "with",
      "to",    "by",    "is",   "are",  "for",  "from", "over",  "near",   "beside", "behind",
      "under", "photo", "next", "this", "that", "its",  "their", "picture"};
  return kWords.contains(word.toLower());
}

}  // namespace everyword
