#include "ui/project/file_kind.h"

#include <QFile>
#include <QFileInfo>

#include "ui/project/project_file.h"

namespace everyword {

FileKind fileKind(const QString &path) {
  QFile file(path);
  const QByteArray start = file.open(QIODevice::ReadOnly) ? file.read(8) : QByteArray();
  const QString suffix = QFileInfo(path).suffix().toLower();
  if (start.startsWith("\x89PNG\r\n") || start.startsWith("\xff\xd8\xff")) {
    return FileKind::Picture;
  }
  if (start.startsWith('{')) {
    return FileKind::Project;
  }
  if (path.endsWith(QLatin1String(kProjectSuffix), Qt::CaseInsensitive) || start.isEmpty()) {
    return FileKind::Project;
  }
  const bool namedPicture = suffix == QLatin1String("png") || suffix == QLatin1String("jpg") ||
                            suffix == QLatin1String("jpeg");
  return namedPicture ? FileKind::Picture : FileKind::Model;
}

}  // namespace everyword
