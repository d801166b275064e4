#include "ui/project/project_file.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>

#include "engine/api/errors.h"
#include "engine/api/exporting.h"
#include "ui/project/portable_path.h"

namespace everyword {
namespace {
/// A project is text of a few kB; anything much larger is another file.
constexpr qint64 kLargestProject = 16 << 20;

std::string shown(const QString &path) { return QDir::toNativeSeparators(path).toStdString(); }

/// Every path that the request names, in another form as seen from the project's folder.
RunRequest withPaths(RunRequest request, const QString &project,
                     std::string (*form)(const std::string &path, const std::string &folder)) {
  const std::string folder = QFileInfo(project).absolutePath().toStdString();
  ModelSet &models = request.models;
  for (std::string *path : {&models.pack, &request.start.picture}) {
    *path = form(*path, folder);
  }
  for (auto &[role, path] : models.files) {
    path = form(path, folder);
  }
  return request;
}

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
  return withPaths(RunRequest::fromJson(file.readAll().toStdString()), path, resolvedPath);
}

void writeProjectFile(const QString &path, const RunRequest &request) {
  // Not QSaveFile: in Qt 6.4 a full disk is lost in its last flush, and the old file with it.
  writeTextFile(path.toStdString(), withPaths(request, path, portablePath).toJson());
}

}  // namespace everyword
