#include "app/cli/installed_models.h"

#include "engine/api/model_store.h"

namespace everyword {

namespace {

bool usesOwnModels(const ModelSet &models) { return !models.files.empty(); }

}  // namespace

void useInstalledModels(ModelSet &models) {
  if (usesOwnModels(models)) {
    models = makeModelStore()->resolve(models);
  }
}

void requireModelsFit(const RunRequest &request) {
  if (usesOwnModels(request.models)) {
    makeModelStore()->requireFits(request);
  }
}

}  // namespace everyword
