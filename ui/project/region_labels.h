#pragma once

#include <QString>

#include "engine/api/run_request.h"

namespace everyword {

/// `wanted`, or "wanted 2", "wanted 3", ... where a region of that label exists.
QString freeLabel(const RunRequest &request, const QString &wanted);

/// A label for a new box: the first content word of the prompt that no region names yet, else
/// "object".
QString suggestedLabel(const RunRequest &request);

/// The sentence to show when `label` cannot be given to region `id` (empty, taken by another);
/// empty when it can.
QString labelProblem(const RunRequest &request, int id, const QString &label);

}  // namespace everyword
