#pragma once

#include <string>
#include <vector>

#include "engine/api/engine.h"
#include "engine/api/model_store.h"

namespace everyword {

// How the models commands list what there is. Texts end with a line break.

std::string textOf(const PackInfo &pack, bool withWords);
std::string textOf(const InstalledModel &model);
std::string textOf(const KnownModel &model);
std::string textOf(const ModelReport &report);

/// An array: packs first, then installed models; "kind" distinguishes them.
std::string listJson(const std::vector<PackInfo> &packs, const std::vector<InstalledModel> &models);
std::string knownJson(const std::vector<KnownModel> &models);

/// "354.0 MB"
std::string bytesText(std::int64_t bytes);

}  // namespace everyword
