#pragma once

#include <vector>

#include "engine/api/audit.h"
#include "engine/models/loaded_models.h"

namespace everyword {

/// Audits pictures together: one pass of the image encoder, one pass and one backward of the text
/// encoder (Chefer's relevance of the text, all blocks). A picture or prompt that cannot be used
/// has a problem; the others are not touched by it.
std::vector<AuditResult> auditBatch(const std::vector<AuditItem> &items, double neglectedBelow,
                                    const LoadedModels &models);

}  // namespace everyword
