#pragma once

#include <QObject>
#include <atomic>
#include <map>
#include <optional>
#include <vector>

#include "ui/models/model_jobs.h"
#include "ui/models/shelf_item.h"

namespace everyword {

/// What a look at an item's SHA-256 has brought.
struct Verification {
  enum class Result { NotYet, Looking, Good, Damaged };
  Result result = Result::NotYet;
  QString problem;  ///< a sentence, when damaged
};

/// The current download, running or paused.
struct ShelfDownload {
  enum class Stage { Running, Pausing, Paused };
  QString name;  ///< of the known model
  bool acceptUnverified = false;
  Stage stage = Stage::Running;
  DownloadProgress progress;
};

/// The models that the user has and can get, for the GUI thread: never waits, reports by signals.
class ModelShelf : public QObject {
  Q_OBJECT

 public:
  explicit ModelShelf(ModelStoreFactory makeStore, QObject *parent = nullptr);
  ~ModelShelf() override;

  /// The packs are the engine's to name.
  void setEngine(std::shared_ptr<Engine> engine);
  Engine *engine() const { return engine_.get(); }

  /// Packs, then installed models, then known ones that are not installed, then addresses that
  /// were typed.
  const std::vector<ShelfItem> &items() const { return items_; }
  const ShelfItem *find(const QString &key) const;
  /// The installed model whose file that is.
  const ShelfItem *installedAt(const QString &path) const;
  Verification verification(const QString &key) const;
  const std::optional<ShelfDownload> &download() const { return download_; }
  /// Whether something that changes the folder is on: the next has to wait.
  bool isBusy() const { return jobs_.isChanging(); }

  void refresh();
  /// Checkpoints and vocabularies; a yaml among them goes with the checkpoint.
  void importFiles(const QStringList &paths);
  void startDownload(const QString &name, bool acceptUnverified);
  /// From an http or https address. An empty `sha256`: the user accepts what comes unchecked. It
  /// is among items() until it is installed, cancelled or forgotten.
  void downloadAddress(const QString &address, const QString &sha256);
  /// Takes a typed address away, with what a broken download has left of it.
  void forgetAddress(const QString &address);
  void pauseDownload();
  /// Ends the download and deletes what came of it.
  void cancelDownload();
  void verify(const QString &key);
  void remove(const QString &name);

  /// Puts paths in the place of names and asks whether all fits together and into the memory.
  /// `done` gets the request with its models resolved, or a sentence.
  using Fits = std::function<void(const RunRequest &request, const MemoryEstimate &memory,
                                  const QString &problem)>;
  void checkFit(const RunRequest &request, Fits done);
  /// The request with its pack's recommended settings (Engine::recommended), or a sentence.
  using Recommended = std::function<void(const RunRequest &request, const QString &problem)>;
  void recommend(const RunRequest &request, Recommended done);
  /// The same for the models alone, on the calling thread, which may be any. Throws Error.
  ModelSet resolve(const ModelSet &models) { return jobs_.store().resolve(models); }

 Q_SIGNALS:
  /// Items, verifications, or whether it is busy.
  void changed();
  /// Progress or stage of the download.
  void downloadChanged();
  /// An import has begun; installed() or failed() ends it.
  void importing(const QString &fileName);
  /// By import or download; `wasThere`: its bytes had been installed before.
  void installed(const QString &key, bool wasThere);
  void failed(const QString &sentence);

 private:
  void setItems(std::vector<ShelfItem> items);
  void importNext(QStringList paths, const QString &yaml);
  void onProgress(const DownloadProgress &progress);
  void endDownload(const DownloadOutcome &outcome, bool cancelled, const QString &problem);
  bool refuseWhileBusy();
  void dropTyped(const QString &address);

  std::shared_ptr<Engine> engine_;
  std::vector<ShelfItem> items_;
  std::vector<ShelfItem> typed_;  ///< also in items_
  std::map<QString, Verification> verifications_;
  std::optional<ShelfDownload> download_;
  std::atomic<bool> pauseWanted_{false}, cancelWanted_{false};
  ModelJobs jobs_;  ///< last: its jobs use what is above
};

}  // namespace everyword
