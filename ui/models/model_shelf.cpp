#include "ui/models/model_shelf.h"

#include <QFileInfo>
#include <algorithm>

namespace everyword {
namespace {

bool isYaml(const QString &path) {
  const QString suffix = QFileInfo(path).suffix().toLower();
  return suffix == QLatin1String("yaml") || suffix == QLatin1String("yml");
}

std::vector<ShelfItem> itemsOf(const Engine *engine, const ModelStore &store) {
  std::vector<ShelfItem> items;
  if (engine) {
    for (const PackInfo &pack : engine->packs()) {
      items.push_back(shelfItem(pack));
    }
  }
  for (const InstalledModel &model : store.list()) {
    items.push_back(shelfItem(model));
  }
  for (const KnownModel &model : store.known()) {
    if (model.installedAs.empty()) {
      items.push_back(shelfItem(model));
    }
  }
  return items;
}

}  // namespace

ModelShelf::ModelShelf(ModelStoreFactory makeStore, QObject *parent)
    : QObject(parent), jobs_(std::move(makeStore)) {}

ModelShelf::~ModelShelf() { pauseWanted_ = true; }

void ModelShelf::setEngine(std::shared_ptr<Engine> engine) {
  engine_ = std::move(engine);
  refresh();
}

const ShelfItem *ModelShelf::find(const QString &key) const {
  const auto found = std::find_if(items_.begin(), items_.end(),
                                  [&](const ShelfItem &item) { return item.key() == key; });
  return found == items_.end() ? nullptr : &*found;
}

const ShelfItem *ModelShelf::installedAt(const QString &path) const {
  const auto found = std::find_if(items_.begin(), items_.end(), [&](const ShelfItem &item) {
    return item.kind == ShelfItem::Kind::Installed && item.path == path;
  });
  return found == items_.end() ? nullptr : &*found;
}

Verification ModelShelf::verification(const QString &key) const {
  const auto found = verifications_.find(key);
  return found == verifications_.end() ? Verification() : found->second;
}

void ModelShelf::refresh() {
  auto items = std::make_shared<std::vector<ShelfItem>>();
  jobs_.ask([items, engine = engine_](ModelStore &store) { *items = itemsOf(engine.get(), store); },
            [this, items](const QString &problem) {
              if (problem.isEmpty()) {
                setItems(std::move(*items));
              } else {
                Q_EMIT failed(problem);
              }
            });
}

void ModelShelf::setItems(std::vector<ShelfItem> items) {
  items_ = std::move(items);
  items_.insert(items_.end(), typed_.begin(), typed_.end());
  std::erase_if(verifications_, [this](const auto &entry) { return !find(entry.first); });
  Q_EMIT changed();
}

bool ModelShelf::refuseWhileBusy() {
  if (isBusy()) {
    Q_EMIT failed(download_ && download_->stage != ShelfDownload::Stage::Paused
                      ? tr("A download is on: pause it first.")
                      : tr("Another model is being installed: try again in a moment."));
  }
  return isBusy();
}

void ModelShelf::importFiles(const QStringList &paths) {
  if (refuseWhileBusy()) {
    return;
  }
  QStringList models, yamls;
  for (const QString &path : paths) {
    (isYaml(path) ? yamls : models) << path;
  }
  // A yaml alone is handed on: its sentence says what to do with it.
  const bool together = models.size() == 1 && yamls.size() == 1;
  importNext(models.isEmpty() ? yamls : models, together ? yamls.front() : QString());
}

void ModelShelf::importNext(QStringList paths, const QString &yaml) {
  if (paths.isEmpty()) {
    return;
  }
  ImportRequest request;
  const QString path = paths.takeFirst();
  request.path = path.toStdString();
  request.configPath = yaml.toStdString();
  auto outcome = std::make_shared<ImportOutcome>();
  auto items = std::make_shared<std::vector<ShelfItem>>();
  jobs_.change(
      [=, engine = engine_](ModelStore &store) {
        *outcome = store.importFile(request);
        *items = itemsOf(engine.get(), store);
      },
      [this, outcome, items, paths](const QString &problem) {
        importNext(paths, {});
        if (problem.isEmpty()) {
          setItems(std::move(*items));
          Q_EMIT installed(shelfItem(outcome->model).key(), outcome->wasThere);
        } else {
          Q_EMIT changed();
          Q_EMIT failed(problem);
        }
      });
  Q_EMIT changed();
  Q_EMIT importing(QFileInfo(path).fileName());
}

void ModelShelf::startDownload(const QString &name, bool acceptUnverified) {
  if (refuseWhileBusy()) {
    return;
  }
  pauseWanted_ = cancelWanted_ = false;
  DownloadProgress progress;
  if (download_ && download_->name == name) {
    progress = download_->progress;
  }
  download_ = ShelfDownload{name, acceptUnverified, ShelfDownload::Stage::Running, progress};
  DownloadRequest request;
  for (const ShelfItem &item : typed_) {
    if (item.name == name) {
      request.sha256 = item.sha256.toStdString();
    }
  }
  request.what = name.toStdString();
  request.acceptUnverified = acceptUnverified;
  auto outcome = std::make_shared<DownloadOutcome>();
  auto cancelled = std::make_shared<bool>(false);
  jobs_.change(
      [=, this](ModelStore &store) {
        *outcome = store.download(request, [this](const DownloadProgress &now) {
          QMetaObject::invokeMethod(
              this, [this, now] { onProgress(now); }, Qt::QueuedConnection);
          return !pauseWanted_ && !cancelWanted_;
        });
        if (cancelWanted_ && outcome->kind == DownloadOutcome::Kind::Paused) {
          store.discardDownload(request.what);
          *cancelled = true;
        }
      },
      [=, this](const QString &problem) { endDownload(*outcome, *cancelled, problem); });
  Q_EMIT changed();
  Q_EMIT downloadChanged();
}

void ModelShelf::downloadAddress(const QString &address, const QString &sha256) {
  if (refuseWhileBusy()) {
    return;
  }
  dropTyped(address);
  typed_.push_back(typedItem(address, sha256));
  items_.push_back(typed_.back());
  startDownload(address, /*acceptUnverified=*/sha256.isEmpty());
}

void ModelShelf::dropTyped(const QString &address) {
  const auto isIt = [&](const ShelfItem &item) { return item.isTyped && item.name == address; };
  std::erase_if(typed_, isIt);
  std::erase_if(items_, isIt);
}

void ModelShelf::forgetAddress(const QString &address) {
  if (refuseWhileBusy()) {
    return;
  }
  jobs_.change([name = address.toStdString()](ModelStore &store) { store.discardDownload(name); },
               [this, address](const QString &problem) {
                 dropTyped(address);
                 Q_EMIT changed();
                 if (!problem.isEmpty()) {
                   Q_EMIT failed(problem);
                 }
               });
  Q_EMIT changed();
}

void ModelShelf::onProgress(const DownloadProgress &progress) {
  if (download_) {
    download_->progress = progress;
    Q_EMIT downloadChanged();
  }
}

void ModelShelf::endDownload(const DownloadOutcome &outcome, bool cancelled,
                             const QString &problem) {
  const bool paused =
      problem.isEmpty() && outcome.kind == DownloadOutcome::Kind::Paused && !cancelled;
  if (paused) {
    download_->stage = ShelfDownload::Stage::Paused;
    download_->progress.done = outcome.done;
  } else {
    if (problem.isEmpty() && download_) {  // after a failure it stays, to be tried again
      dropTyped(download_->name);
    }
    download_.reset();
  }
  Q_EMIT downloadChanged();
  Q_EMIT changed();
  if (!problem.isEmpty()) {
    Q_EMIT failed(problem);
  } else if (!paused && !cancelled) {
    const QString key = shelfItem(outcome.model).key();
    const bool wasThere = outcome.kind == DownloadOutcome::Kind::WasThere;
    auto items = std::make_shared<std::vector<ShelfItem>>();
    jobs_.ask(
        [items, engine = engine_](ModelStore &store) { *items = itemsOf(engine.get(), store); },
        [=, this](const QString &refreshProblem) {
          if (refreshProblem.isEmpty()) {
            setItems(std::move(*items));
            Q_EMIT installed(key, wasThere);
          }
        });
  }
}

void ModelShelf::pauseDownload() {
  if (download_ && download_->stage == ShelfDownload::Stage::Running) {
    pauseWanted_ = true;
    download_->stage = ShelfDownload::Stage::Pausing;
    Q_EMIT downloadChanged();
  }
}

void ModelShelf::cancelDownload() {
  if (!download_) {
    return;
  }
  if (download_->stage != ShelfDownload::Stage::Paused) {
    cancelWanted_ = true;
    download_->stage = ShelfDownload::Stage::Pausing;
    Q_EMIT downloadChanged();
    return;
  }
  const std::string name = download_->name.toStdString();
  jobs_.change([name](ModelStore &store) { store.discardDownload(name); },
               [this, name](const QString &problem) {
                 dropTyped(QString::fromStdString(name));
                 download_.reset();
                 Q_EMIT downloadChanged();
                 Q_EMIT changed();
                 if (!problem.isEmpty()) {
                   Q_EMIT failed(problem);
                 }
               });
}

void ModelShelf::verify(const QString &key) {
  const ShelfItem *item = find(key);
  if (!item || verification(key).result == Verification::Result::Looking) {
    return;
  }
  verifications_[key] = {Verification::Result::Looking, {}};
  jobs_.ask([name = item->name.toStdString()](ModelStore &store) { store.verify(name); },
            [this, key](const QString &problem) {
              verifications_[key] = {
                  problem.isEmpty() ? Verification::Result::Good : Verification::Result::Damaged,
                  problem};
              Q_EMIT changed();
              if (!problem.isEmpty()) {
                Q_EMIT failed(problem);
              }
            });
  Q_EMIT changed();
}

void ModelShelf::remove(const QString &name) {
  if (refuseWhileBusy()) {
    return;
  }
  jobs_.change([name = name.toStdString()](ModelStore &store) { store.remove(name); },
               [this](const QString &problem) {
                 if (!problem.isEmpty()) {
                   Q_EMIT failed(problem);
                 }
                 refresh();
               });
  Q_EMIT changed();
}

void ModelShelf::checkFit(const RunRequest &request, Fits done) {
  auto fitting = std::make_shared<RunRequest>(request);
  auto memory = std::make_shared<MemoryEstimate>();
  jobs_.ask(
      [=](ModelStore &store) {
        fitting->models = store.resolve(fitting->models);
        store.requireFits(*fitting);
        *memory = store.estimateMemory(*fitting);
      },
      [=](const QString &problem) { done(*fitting, *memory, problem); });
}

void ModelShelf::recommend(const RunRequest &request, Recommended done) {
  auto recommended = std::make_shared<RunRequest>(request);
  jobs_.ask(
      [=, engine = engine_](ModelStore &) {
        if (engine) {
          *recommended = engine->recommended(request);
        }
      },
      [=](const QString &problem) { done(*recommended, problem); });
}

}  // namespace everyword
