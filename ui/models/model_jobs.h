#pragma once

#include <QObject>
#include <QThreadPool>
#include <functional>
#include <memory>
#include <mutex>

#include "engine/api/model_store.h"

namespace everyword {

using ModelStoreFactory = std::function<std::unique_ptr<ModelStore>()>;

/// Calls of the model manager off the GUI thread. Two lines: what changes the model folder, one
/// after the other, and questions, which need not wait for a download.
class ModelJobs : public QObject {
  Q_OBJECT

 public:
  using Work = std::function<void(ModelStore &)>;            ///< on a worker thread; may throw
  using Done = std::function<void(const QString &problem)>;  ///< GUI thread; a sentence, or empty

  /// `makeStore` is called once, on a worker thread.
  explicit ModelJobs(ModelStoreFactory makeStore, QObject *parent = nullptr);
  /// Waits for the work that has begun: a file is whole or not there.
  ~ModelJobs() override;

  void ask(Work work, Done done) { start(questions_, std::move(work), std::move(done)); }
  void change(Work work, Done done);
  bool isChanging() const { return changing_ > 0; }
  /// On any thread.
  ModelStore &store();

 private:
  void start(QThreadPool &pool, Work work, Done done);

  ModelStoreFactory makeStore_;
  std::mutex mutex_;
  std::unique_ptr<ModelStore> store_;
  QThreadPool changes_, questions_;
  int changing_ = 0;
};

}  // namespace everyword
