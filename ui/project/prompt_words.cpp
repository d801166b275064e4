#include "ui/project/prompt_words.h"

#include <QRegularExpression>

#include "engine/api/prompt_words.h"
#include "engine/api/shown_text.h"

namespace everyword {

bool isFunctionWord(const QString &word) {
  return everyword::isFunctionWord(std::string_view(word.toLower().toStdString()));
}

bool isSameWord(const std::string &one, const QString &other) {
  return QString::fromStdString(one).compare(other, Qt::CaseInsensitive) == 0;
}

QString usableText(const QString &text) {
  QString usable;
  qsizetype bytes = 0;
  for (const char32_t letter : text.toUcs4()) {
    const bool shown = textFault(QString::fromUcs4(&letter, 1).toStdString()).empty();
    const QString kept = shown ? QString::fromUcs4(&letter, 1) : QStringLiteral(" ");
    bytes += kept.toUtf8().size();
    if (bytes > qsizetype(kLongestText)) {
      break;
    }
    usable += kept;
  }
  return usable;
}

bool hasWord(const QString &prompt, const QString &word) {
  const QRegularExpression whole(
      QStringLiteral("(?<!\\w)%1(?!\\w)").arg(QRegularExpression::escape(word)),
      QRegularExpression::CaseInsensitiveOption | QRegularExpression::UseUnicodePropertiesOption);
  return prompt.contains(whole);
}

}  // namespace everyword
