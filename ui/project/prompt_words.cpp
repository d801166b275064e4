#include "ui/project/prompt_words.h"

#include <QRegularExpression>
#include <QSet>

namespace everyword {

bool isFunctionWord(const QString &word) {
  static const QSet<QString> kWords = {
      "a",     "an",    "the",  "and",  "or",   "of",   "on",    "in",     "at",     "with",
      "to",    "by",    "is",   "are",  "for",  "from", "over",  "near",   "beside", "behind",
      "under", "photo", "next", "this", "that", "its",  "their", "picture"};
  return kWords.contains(word.toLower());
}

bool isSameWord(const std::string &one, const QString &other) {
  return QString::fromStdString(one).compare(other, Qt::CaseInsensitive) == 0;
}

bool hasWord(const QString &prompt, const QString &word) {
  const QRegularExpression whole(
      QStringLiteral("(?<!\\w)%1(?!\\w)").arg(QRegularExpression::escape(word)),
      QRegularExpression::CaseInsensitiveOption | QRegularExpression::UseUnicodePropertiesOption);
  return prompt.contains(whole);
}

}  // namespace everyword
