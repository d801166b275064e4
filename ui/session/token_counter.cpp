#include "ui/session/token_counter.h"

#include "ui/theme/sentence.h"

namespace everyword {

TokenCounter::TokenCounter(QObject *parent) : QObject(parent) {
  pool_.setMaxThreadCount(1);
  delay_.setSingleShot(true);
  delay_.setInterval(120);
  connect(&delay_, &QTimer::timeout, this, &TokenCounter::startJob);
}

TokenCounter::~TokenCounter() {
  pool_.clear();
  pool_.waitForDone();
}

void TokenCounter::setEngine(std::shared_ptr<Engine> engine) {
  engine_ = std::move(engine);
  startJob();
}

void TokenCounter::count(const ModelSet &models, const QString &text) {
  models_ = models;
  text_ = text;
  delay_.start();
}

void TokenCounter::startJob() {
  if (!engine_) {
    return;
  }
  const int job = ++newest_;
  pool_.clear();
  pool_.start([this, job, engine = engine_, models = models_, text = text_.toStdString()] {
    // `this` outlives the job: the destructor waits for it.
    try {
      const TokenInfo info = engine->tokens(models, text);
      QMetaObject::invokeMethod(
          this,
          [this, job, info] {
            if (job == newest_) {
              Q_EMIT counted(info);
            }
          },
          Qt::QueuedConnection);
    } catch (const std::exception &error) {
      const QString problem = sentence(error);
      QMetaObject::invokeMethod(
          this, [this, problem] { Q_EMIT failed(problem); }, Qt::QueuedConnection);
    }
  });
}

}  // namespace everyword
