#include "engine/store/model_import.h"

#include <filesystem>

#include "engine/api/errors.h"
#include "engine/inspect/file_inspection.h"
#include "engine/models/file_digest.h"
#include "engine/models/model_families.h"
#include "engine/store/user_folder.h"

namespace everyword {
namespace {

namespace fs = std::filesystem;

/// A yaml beside the checkpoint that belongs to it, or "". A foreign one that happens to lie there
/// is passed over.
std::string yamlBeside(const std::string &checkpoint) {
  const fs::path path(checkpoint);
  for (const std::string &name :
       {path.stem().string() + ".yaml", path.stem().string() + ".yml", std::string("model.yaml")}) {
    const fs::path candidate = path.parent_path() / name;
    std::error_code error;
    if (!fs::is_regular_file(candidate, error)) {
      continue;
    }
    try {
      requireYamlFits(checkpoint, candidate.string());
      return candidate.string();
    } catch (const Error &) {
    }
  }
  return {};
}

std::string familyNote(const std::string &family) {
  for (const ModelFamily &row : modelFamilies()) {
    if (row.id == family) {
      return row.licenceNote;
    }
  }
  return {};
}

}  // namespace

ImportOutcome importModel(const ImportRequest &request, const Catalogue &catalogue,
                          ModelStore &store) {
  if (!request.name.empty()) {
    checkModelName(request.name);
  }
  const ModelReport report = inspectFile(request.path);
  const std::string digest = sha256OfFile(request.path);
  if (const auto there = store.withDigest(digest)) {
    return {*there, true};
  }

  NewModel model;
  model.file = request.path;
  model.sha256 = digest;
  model.name = request.name;
  model.source = fs::absolute(request.path).lexically_normal().string();
  model.licence = familyNote(report.family);
  if (const auto known = catalogue.withDigest(digest)) {
    model.licence = known->licence;
    if (model.name.empty() && !store.find(known->name)) {
      model.name = known->name;
    }
  }
  model.configPath = request.configPath;
  if (model.configPath.empty() && report.family == "vqgan" && report.isUsable()) {
    model.configPath = yamlBeside(request.path);
  }
  return {store.add(model, report), false};
}

}  // namespace everyword
