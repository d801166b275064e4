#pragma once

#include <QString>

#include "engine/api/run_request.h"

namespace everyword {

/// The suffix with its dot, and the filter for file dialogs.
inline constexpr const char *kProjectSuffix = ".everyword";
QString projectFileFilter();

/// Throws FileError (missing, unreadable) or InputError (no project, newer version).
RunRequest readProjectFile(const QString &path);

/// Atomic: the old file stays until the new one is whole. Throws ResourceError.
void writeProjectFile(const QString &path, const RunRequest &request);

}  // namespace everyword
