#pragma once

#include <QString>

#include "engine/api/project_archive.h"

namespace everyword {

QString projectFileFilter();  ///< for file dialogs

/// The request of a project file alone; as readProject().
RunRequest readProjectFile(const QString &path);
/// A project without a run; as writeProject().
void writeProjectFile(const QString &path, const RunRequest &request);

}  // namespace everyword
