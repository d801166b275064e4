#include "ui/theme/sentence.h"

#include <QCoreApplication>
#include <algorithm>
#include <new>

namespace everyword {
namespace {

/// "vqgan.ckpt", "/data/clip_2": to be written as it is.
bool isName(const QString &word) {
  return std::any_of(word.begin(), word.end(), [](QChar c) {
    return c.isDigit() || c == QLatin1Char('.') || c == QLatin1Char('/') || c == QLatin1Char('_');
  });
}

}  // namespace

QString sentence(const std::string &clause) {
  QString text = QString::fromStdString(clause).trimmed();
  if (text.isEmpty()) {
    return QCoreApplication::translate("Sentence",
                                       "Something went wrong, and the engine gave no reason.");
  }
  if (!isName(text.section(QLatin1Char(' '), 0, 0))) {
    text[0] = text[0].toUpper();
  }
  if (!QStringLiteral(".!?").contains(text.back())) {
    text += QLatin1Char('.');
  }
  return text;
}

QString sentence(const std::exception &error) {
  if (dynamic_cast<const std::bad_alloc *>(&error)) {
    return QCoreApplication::translate(
        "Sentence", "There is not enough memory: choose a smaller picture or fewer cutouts.");
  }
  return sentence(std::string(error.what()));
}

}  // namespace everyword
