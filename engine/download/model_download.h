#pragma once

#include <string>

#include "engine/download/download.h"
#include "engine/store/catalogue.h"
#include "engine/store/model_store.h"

namespace everyword {

/// ModelManager::download: finds the source, fetches, recognises, installs.
DownloadOutcome downloadModel(const DownloadRequest &request, const Catalogue &catalogue,
                              ModelStore &store, const DownloadReport &report);

/// ModelManager::discardDownload.
void discardModelDownload(const std::string &what, const Catalogue &catalogue,
                          const ModelStore &store);

}  // namespace everyword
