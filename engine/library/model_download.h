#pragma once

#include <string>

#include "engine/library/catalogue.h"
#include "engine/library/download.h"
#include "engine/library/model_store.h"

namespace everyword {

/// ModelManager::download: finds the source, fetches, recognises, installs.
DownloadOutcome downloadModel(const DownloadRequest &request, const Catalogue &catalogue,
                              ModelStore &store, const DownloadReport &report);

/// ModelManager::discardDownload.
void discardModelDownload(const std::string &what, const Catalogue &catalogue,
                          const ModelStore &store);

}  // namespace everyword
