#include "ui/project/document.h"

#include <QFileInfo>
#include <algorithm>

#include "ui/project/prompt_words.h"

namespace everyword {

Document::Document(QObject *parent) : QObject(parent) {
  connect(&undoStack_, &QUndoStack::cleanChanged, this, &Document::fileChanged);
}

RunRequest Document::toRequest() const {
  RunRequest request = request_;
  const QString prompt = QString::fromStdString(request.objective.prompt);
  std::erase_if(request.objective.words, [&](const std::string &word) {
    return !hasWord(prompt, QString::fromStdString(word));
  });
  return request;
}

const Region *Document::region(int id) const {
  const int index = indexOf(id);
  return index < 0 ? nullptr : &request_.objective.regions[index];
}

int Document::indexOf(int id) const {
  const auto found =
      std::find_if(request_.objective.regions.begin(), request_.objective.regions.end(),
                   [id](const Region &region) { return region.id == id; });
  return found == request_.objective.regions.end()
             ? -1
             : static_cast<int>(found - request_.objective.regions.begin());
}

void Document::setDefaults(const RunRequest &defaults) {
  defaults_ = defaults;
  Q_EMIT changed({ChangeEvent::Kind::Defaults});
}

QString Document::title() const {
  return filePath_.isEmpty() ? tr("untitled") : QFileInfo(filePath_).fileName();
}

void Document::open(const RunRequest &request, const QString &filePath) {
  undoStack_.clear();
  ++generation_;
  filePath_ = filePath;
  runIsUnsaved_ = false;
  adopt(request);
  Q_EMIT fileChanged();
}

void Document::openUnsaved(const RunRequest &request, const QString &filePath) {
  open(request, filePath);
  undoStack_.resetClean();
}

void Document::markRun() {
  runIsUnsaved_ = true;
  Q_EMIT fileChanged();
}

void Document::markSaved(const QString &filePath) {
  filePath_ = filePath;
  runIsUnsaved_ = false;
  undoStack_.setClean();
  Q_EMIT fileChanged();
}

void Document::setPrompt(const QString &prompt) {
  request_.objective.prompt = prompt.toStdString();
  Q_EMIT changed({ChangeEvent::Kind::Prompt});
}

void Document::setWords(const std::vector<std::string> &words) {
  request_.objective.words = words;
  Q_EMIT changed({ChangeEvent::Kind::Words});
}

void Document::insertRegion(int index, const Region &region) {
  const int last = static_cast<int>(request_.objective.regions.size());
  request_.objective.regions.insert(request_.objective.regions.begin() + std::clamp(index, 0, last),
                                    region);
  nextRegionId_ = std::max(nextRegionId_, region.id + 1);
  Q_EMIT changed({ChangeEvent::Kind::RegionAdded, region.id});
}

void Document::removeRegion(int id) {
  const int index = indexOf(id);
  if (index < 0) {
    return;
  }
  request_.objective.regions.erase(request_.objective.regions.begin() + index);
  Q_EMIT changed({ChangeEvent::Kind::RegionRemoved, id});
}

void Document::setRegion(const Region &region, ChangeEvent::Kind kind) {
  const int index = indexOf(region.id);
  if (index < 0) {
    return;
  }
  request_.objective.regions[index] = region;
  Q_EMIT changed({kind, region.id});
}

void Document::setParameter(const ParamSpec &spec, const ParamValue &value) {
  setParam(request_, spec, value);
  Q_EMIT changed({ChangeEvent::Kind::Param, -1, QString::fromStdString(spec.name)});
}

void Document::setProtectedArea(const PaintedMask &area) {
  request_.objective.protectedArea = area;
  Q_EMIT changed({ChangeEvent::Kind::ProtectedArea});
}

void Document::setStart(const StartPoint &start, std::uint64_t seed) {
  request_.start = start;
  request_.seed = seed;
  Q_EMIT changed({ChangeEvent::Kind::Param});
}

void Document::setModels(const RunRequest &request) {
  request_ = request;
  Q_EMIT changed({ChangeEvent::Kind::Models});
  Q_EMIT changed({ChangeEvent::Kind::Param});
}

void Document::setRequest(const RunRequest &request) { adopt(request); }

void Document::adopt(const RunRequest &request) {
  request_ = request;
  for (Region &region : request_.objective.regions) {
    nextRegionId_ = std::max(nextRegionId_, region.id + 1);
  }
  Q_EMIT changed({ChangeEvent::Kind::Everything});
}

}  // namespace everyword
