#include "ui/session/engine_worker.h"

#include "ui/session/sentence.h"

namespace everyword {

EngineWorker::EngineWorker(EngineFactory makeEngine, FrameMailbox &mailbox)
    : makeEngine_(std::move(makeEngine)), mailbox_(mailbox) {
  qRegisterMetaType<std::shared_ptr<Engine>>();
  qRegisterMetaType<RunStarted>();
  qRegisterMetaType<RunOutcome>();
}

void EngineWorker::prepare() {
  if (engine_) {
    return;
  }
  try {
    engine_ = makeEngine_();
    Q_EMIT engineReady(engine_);
  } catch (const std::exception &error) {
    Q_EMIT failed(sentence(error), false);
  }
}

void EngineWorker::run(const RunRequest &request, std::shared_ptr<RunControl> control) {
  prepare();
  if (!engine_) {
    return;
  }
  try {
    QStringList warnings;
    for (const std::string &warning : engine_->check(request)) {
      warnings << sentence(warning);
    }
    if (!warnings.isEmpty()) {
      Q_EMIT warned(warnings);
    }
    Q_EMIT finished(engine_->run(request, *this, *control));
  } catch (const InputError &error) {
    Q_EMIT failed(sentence(error), onlyUnknownWordsWrong(request));
  } catch (const std::exception &error) {
    Q_EMIT failed(sentence(error), false);
  }
}

bool EngineWorker::onlyUnknownWordsWrong(const RunRequest &request) {
  RunRequest relaxed = request;
  relaxed.allowUnknownWords = true;
  try {
    engine_->check(relaxed);
    return !request.allowUnknownWords;
  } catch (const std::exception &) {
    return false;
  }
}

void EngineWorker::onLoading(const std::string &what, double fraction) {
  Q_EMIT loading(QString::fromStdString(what), fraction);
}

void EngineWorker::onStarted(const RunStarted &value) { Q_EMIT started(value); }
void EngineWorker::onStep(const StepEvent &event) { mailbox_.put(event); }

}  // namespace everyword
