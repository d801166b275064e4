#include "ui/models/model_jobs.h"

#include "ui/theme/sentence.h"

namespace everyword {

ModelJobs::ModelJobs(ModelStoreFactory makeStore, QObject *parent)
    : QObject(parent), makeStore_(std::move(makeStore)) {
  changes_.setMaxThreadCount(1);
  questions_.setMaxThreadCount(1);
  for (QThreadPool *pool : {&changes_, &questions_}) {
    pool->setStackSize(16 << 20);  // inspecting a model builds it, without its data
  }
}

ModelJobs::~ModelJobs() {
  questions_.clear();
  changes_.clear();
  questions_.waitForDone();
  changes_.waitForDone();
}

void ModelJobs::change(Work work, Done done) {
  ++changing_;
  start(changes_, std::move(work), [this, done = std::move(done)](const QString &problem) {
    --changing_;
    done(problem);
  });
}

void ModelJobs::start(QThreadPool &pool, Work work, Done done) {
  // `this` outlives the job: the destructor waits for it.
  pool.start([this, work = std::move(work), done = std::move(done)] {
    QString problem;
    try {
      work(store());
    } catch (const std::exception &error) {
      problem = sentence(error);
    }
    QMetaObject::invokeMethod(
        this, [done, problem] { done(problem); }, Qt::QueuedConnection);
  });
}

ModelStore &ModelJobs::store() {
  const std::lock_guard lock(mutex_);
  if (!store_) {
    store_ = makeStore_();
  }
  return *store_;
}

}  // namespace everyword
