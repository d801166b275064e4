#pragma once

#include <string>

#include "engine/download/download.h"
#include "engine/store/known_models.h"
#include "engine/store/model_folder.h"

namespace everyword {

/// ModelStore::download: finds the source, fetches, recognises, installs.
DownloadOutcome downloadModel(const DownloadRequest &request, const KnownModels &models,
                              ModelFolder &store, const DownloadReport &report);

/// ModelStore::discardDownload.
void discardModelDownload(const std::string &what, const KnownModels &models,
                          const ModelFolder &store);

}  // namespace everyword
