#include "engine/download/model_download.h"

#include <filesystem>

#include "engine/api/errors.h"
#include "engine/download/part_file.h"
#include "engine/inspect/file_inspection.h"
#include "engine/models/file_digest.h"
#include "engine/store/user_folder.h"

namespace everyword {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kLargestYaml = 1 << 20;

std::string downloadsFolder(const ModelFolder &store) {
  return (fs::path(store.folder()) / ".downloads").string();
}

/// A row of the known models, or one made up for an address.
KnownModel sourceOf(const std::string &what, const KnownModels &models) {
  if (isWebAddress(what)) {
    KnownModel model;
    model.source = what;
    model.file = fileNameInAddress(what);
    return model;
  }
  if (what.find("://") != std::string::npos) {
    throw InputError("'" + what + "' cannot be downloaded", "only http and https addresses can");
  }
  if (auto known = models.find(what)) {
    if (isWebAddress(known->source)) {
      return *known;
    }
    throw InputError("the source of '" + what + "' is no http or https address",
                     "correct its models.json");
  }
  std::string names;
  for (const KnownModel &model : models.all()) {
    names += (names.empty() ? "" : ", ") + model.name;
  }
  throw InputError("there is no known model '" + what + "'",
                   "choose one of " + names + ", or give an http or https address");
}

/// A yaml is small, has no checksum, and is read by rules of its own.
FileSource yamlOf(const KnownModel &model) {
  FileSource source;
  source.url = model.configSource;
  source.fileName = fs::path(model.file).stem().string() + ".yaml";
  source.largest = kLargestYaml;
  return source;
}

FileSource checkpointOf(const KnownModel &model) {
  FileSource source;
  source.url = model.source;
  source.fileName = model.file;
  source.bytes = model.bytes;
  source.sha256 = model.sha256;
  return source;
}

/// A file that turns out to be none of ours goes.
ModelReport inspectPart(const std::string &part) {
  try {
    ModelReport report = inspectFile(part);
    if (!report.isUsable()) {
      throw FileError(report.problem);
    }
    return report;
  } catch (const FileError &) {
    discardPart(part);
    throw;
  }
}

}  // namespace

DownloadOutcome downloadModel(const DownloadRequest &request, const KnownModels &models,
                              ModelFolder &store, const DownloadReport &report) {
  KnownModel known = sourceOf(request.what, models);
  if (!request.sha256.empty()) {
    known.sha256 = checkedDigest(request.sha256);
  }
  if (known.sha256.empty() && !request.acceptUnverified) {
    throw InputError("no SHA-256 is known for " + request.what +
                         ", so it cannot be checked that the right file comes",
                     "give it with --sha256, or go on with --accept-unverified");
  }
  if (!request.name.empty()) {
    checkModelName(request.name);
  }
  DownloadOutcome outcome;
  if (!known.sha256.empty()) {
    if (const auto there = store.withDigest(known.sha256)) {
      outcome.kind = DownloadOutcome::Kind::WasThere;
      outcome.model = *there;
      return outcome;
    }
  }

  const std::string folder = downloadsFolder(store);
  const FileSource checkpoint = checkpointOf(known);
  const std::string part = partPathOf(checkpoint, folder);
  std::string yaml;
  outcome.kind = DownloadOutcome::Kind::Paused;
  if (!known.configSource.empty()) {
    const FileSource source = yamlOf(known);
    if (!fetchFile(source, folder, request.retry, report)) {
      return outcome;
    }
    yaml = partPathOf(source, folder);
  }
  if (!fetchFile(checkpoint, folder, request.retry, report)) {
    std::error_code error;
    const auto size = fs::file_size(part, error);
    outcome.done = error ? 0 : static_cast<std::int64_t>(size);
    return outcome;
  }

  NewModel model;
  model.file = part;
  model.move = true;
  model.fileName = known.file;
  model.sha256 = known.sha256.empty() ? sha256OfFile(part) : known.sha256;
  model.name = request.name;
  if (model.name.empty() && !known.name.empty() && !store.find(known.name)) {
    model.name = known.name;
  }
  model.source = known.source;
  model.licence = known.licence;
  model.configPath = yaml;
  if (const auto there = store.withDigest(model.sha256)) {  // it came unverified, and we know it
    outcome.kind = DownloadOutcome::Kind::WasThere;
    outcome.model = *there;
  } else {
    const ModelReport what = inspectPart(part);
    outcome.model = store.add(model, what);
    outcome.kind = DownloadOutcome::Kind::Installed;
  }
  discardPart(part);
  if (!yaml.empty()) {
    discardPart(yaml);
  }
  std::error_code ignored;
  fs::remove(folder, ignored);  // when nothing else is in it
  return outcome;
}

void discardModelDownload(const std::string &what, const KnownModels &models,
                          const ModelFolder &store) {
  const KnownModel known = sourceOf(what, models);
  discardPart(partPathOf(checkpointOf(known), downloadsFolder(store)));
  if (!known.configSource.empty()) {
    discardPart(partPathOf(yamlOf(known), downloadsFolder(store)));
  }
}

}  // namespace everyword
