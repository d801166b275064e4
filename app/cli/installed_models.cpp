#include "app/cli/installed_models.h"

#include "engine/api/model_manager.h"

namespace everyword {

namespace {

bool usesOwnModels(const ModelSet &models) { return !models.files.empty(); }

}  // namespace

void useInstalledModels(ModelSet &models) {
  if (usesOwnModels(models)) {
    models = makeModelManager()->resolve(models);
  }
}

void requireModelsFit(const RunRequest &request) {
  if (usesOwnModels(request.models)) {
    makeModelManager()->requireFits(request);
  }
}

}  // namespace everyword
