#pragma once

#include "engine/api/model_store.h"

namespace everyword {

struct DownloadOptions {
  DownloadRequest request;
  bool json = false, quiet = false, discard = false;
};

/// `everyword models download`: progress on stdout, Ctrl+C pauses. Returns the exit code.
int downloadModelFile(const DownloadOptions &options);

}  // namespace everyword
