#include "engine/store/model_import.h"

#include <filesystem>

#include "engine/api/errors.h"
#include "engine/inspect/file_inspection.h"
#include "engine/models/file_digest.h"
#include "engine/models/model_families.h"
#include "engine/store/user_folder.h"

namespace everyword {
namespace fs = std::filesystem;

ImportOutcome importModel(const ImportRequest &request, const KnownModels &models,
                          ModelFolder &store) {
  if (!request.name.empty()) {
    checkModelName(request.name);
  }
  const ModelReport report = inspectFile(request.path);
  const std::string digest = sha256OfModel(request.path);
  if (const auto there = store.withDigest(digest)) {
    return {*there, true};
  }

  const ModelFamily *family = familyNamed(report.family);
  NewModel model;
  model.file = request.path;
  model.sha256 = digest;
  model.name = request.name;
  model.source = fs::absolute(request.path).lexically_normal().string();
  model.licence = family ? family->licenceNote : "";
  if (const auto known = models.withDigest(digest)) {
    model.licence = known->licence;
    if (model.name.empty() && !store.find(known->name)) {
      model.name = known->name;
    }
  }
  model.configPath = request.configPath;
  return {store.add(model, report), false};
}

}  // namespace everyword
