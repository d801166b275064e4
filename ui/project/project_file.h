#pragma once

#include <QString>

#include "engine/api/run_request.h"

namespace everyword {

/// The suffix with its dot, and the filter for file dialogs.
inline constexpr const char *kProjectSuffix = ".everyword";
QString projectFileFilter();

/// Models and start picture with absolute paths, whatever form the file has them in. Throws
/// FileError (missing, unreadable) or InputError (no project, newer version).
RunRequest readProjectFile(const QString &path);

/// What lies inside or below the project's folder is written relative to it (portable_path.h), so
/// that the folder can be moved. Atomic: the old file stays until the new one is whole. Throws
/// ResourceError.
void writeProjectFile(const QString &path, const RunRequest &request);

}  // namespace everyword
