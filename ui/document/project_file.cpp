#include "ui/document/project_file.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QSaveFile>

#include "engine/api/errors.h"

namespace everyword {
namespace {
/// A project is text of a few kB; anything much larger is another file.
constexpr qint64 kLargestProject = 16 << 20;

std::string shown(const QString &path) { return QDir::toNativeSeparators(path).toStdString(); }
}  // namespace

QString projectFileFilter() {
  return QCoreApplication::translate("ProjectFile", "Everyword projects (*%1)")
      .arg(QLatin1String(kProjectSuffix));
}

RunRequest readProjectFile(const QString &path) {
  QFile file(path);
  if (!file.open(QIODevice::ReadOnly)) {
    throw FileError("cannot open " + shown(path), file.errorString().toStdString());
  }
  if (file.size() > kLargestProject) {
    throw FileError(shown(path) + " is too large for a project", "choose an .everyword file");
  }
  return RunRequest::fromJson(file.readAll().toStdString());
}

void writeProjectFile(const QString &path, const RunRequest &request) {
  QSaveFile file(path);
  const QByteArray json = QByteArray::fromStdString(request.toJson());
  if (!file.open(QIODevice::WriteOnly) || file.write(json) != json.size() || !file.commit()) {
    throw ResourceError("cannot save " + shown(path), file.errorString().toStdString());
  }
}

}  // namespace everyword
