#include "ui/project/project_file.h"

#include <QCoreApplication>
#include <QFileInfo>

#include "engine/api/errors.h"
#include "engine/api/exporting.h"
#include "engine/api/outside_text.h"
#include "engine/api/portable_path.h"

namespace everyword {
namespace {
/// Every path that the request names, in another form as seen from the project's folder.
RunRequest withPaths(RunRequest request, const QString &project,
                     std::string (*form)(const std::string &path, const std::string &folder)) {
  const std::string folder = QFileInfo(project).absolutePath().toStdString();
  ModelSet &models = request.models;
  for (std::string *path : {&models.pack, &request.start.picture, &request.start.state}) {
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
  const std::string text = readTextFile(path.toStdString());
  try {
    return withPaths(RunRequest::fromJson(text), path, resolvedPath);
  } catch (const InputError &error) {
    throw InputError(quotedText(path.toStdString()), error.what());
  }
}

void writeProjectFile(const QString &path, const RunRequest &request) {
  // Not QSaveFile: in Qt 6.4 a full disk is lost in its last flush, and the old file with it.
  writeTextFile(path.toStdString(), withPaths(request, path, portablePath).toJson());
}

}  // namespace everyword
