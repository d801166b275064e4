#include "ui/project/region_labels.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include "ui/project/prompt_words.h"

namespace everyword {
namespace {
bool isTaken(const RunRequest &request, const QString &label, int exceptId = -1) {
  for (const Region &region : request.objective.regions) {
    const QString other = QString::fromStdString(region.label).trimmed();
    if (region.id != exceptId && other.compare(label, Qt::CaseInsensitive) == 0) {
      return true;
    }
  }
  return false;
}
}  // namespace

QString freeLabel(const RunRequest &request, const QString &wanted) {
  QString label = wanted;
  for (int number = 2; isTaken(request, label); ++number) {
    label = QStringLiteral("%1 %2").arg(wanted).arg(number);
  }
  return label;
}

QString suggestedLabel(const RunRequest &request) {
  QString used;
  for (const Region &region : request.objective.regions) {
    used += QString::fromStdString(region.label).toLower() + QLatin1Char(' ');
  }
  static const QRegularExpression kNoLetters(QStringLiteral("[^\\p{L}]+"));
  const QString prompt = QString::fromStdString(request.objective.prompt).toLower();
  for (const QString &word : prompt.split(kNoLetters, Qt::SkipEmptyParts)) {
    if (!isFunctionWord(word) && !used.contains(word)) {
      return word;
    }
  }
  return freeLabel(request, QCoreApplication::translate("RegionLabels", "object"));
}

QString labelProblem(const RunRequest &request, int id, const QString &label) {
  const QString trimmed = label.trimmed();
  if (trimmed.isEmpty()) {
    return QCoreApplication::translate("RegionLabels",
                                       "A region needs a label: say what should appear there.");
  }
  if (isTaken(request, trimmed, id)) {
    return QCoreApplication::translate(
               "RegionLabels", "Another region is called “%1”: give this one its own label.")
        .arg(trimmed);
  }
  return {};
}

}  // namespace everyword
