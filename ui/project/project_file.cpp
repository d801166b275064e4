#include "ui/project/project_file.h"

#include <QCoreApplication>

namespace everyword {

QString projectFileFilter() {
  return QCoreApplication::translate("ProjectFile", "Everyword projects (*%1)")
      .arg(QLatin1String(kProjectSuffix));
}

RunRequest readProjectFile(const QString &path) { return readProject(path.toStdString()).request; }

void writeProjectFile(const QString &path, const RunRequest &request) {
  Project project;
  project.request = request;
  writeProject(path.toStdString(), project);
}

}  // namespace everyword
