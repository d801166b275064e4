#include "ui/project/recent_files.h"

#include <QFileInfo>
#include <QSettings>

namespace everyword {
namespace {
constexpr int kMost = 8;
const QString kKey = QStringLiteral("recentFiles");
}  // namespace

QStringList RecentFiles::paths() const { return QSettings().value(kKey).toStringList(); }

void RecentFiles::add(const QString &path) {
  QStringList all = paths();
  const QString absolute = QFileInfo(path).absoluteFilePath();
  all.removeAll(absolute);
  all.prepend(absolute);
  QSettings().setValue(kKey, QStringList(all.mid(0, kMost)));
  Q_EMIT changed();
}

}  // namespace everyword
