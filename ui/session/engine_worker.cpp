#include "ui/session/engine_worker.h"

#include <algorithm>

#include "ui/theme/sentence.h"

namespace everyword {
namespace {

/// Thrown through the engine by a progress callback. No std::exception: nobody on the way takes it
/// for an error, and what is loaded by then stays loaded.
struct LoadingCancelled {};

RunOutcome stoppedBeforeTheFirstStep(const RunRequest &request) {
  RunOutcome outcome;
  outcome.kind = RunOutcome::Kind::Stopped;
  outcome.request = request;
  return outcome;
}

}  // namespace

EngineWorker::EngineWorker(EngineFactory makeEngine, FrameMailbox &mailbox)
    : makeEngine_(std::move(makeEngine)), mailbox_(mailbox) {
  qRegisterMetaType<std::shared_ptr<Engine>>();
  qRegisterMetaType<RunStarted>();
  qRegisterMetaType<RunOutcome>();
  qRegisterMetaType<std::size_t>("std::size_t");
  qRegisterMetaType<std::vector<std::uint64_t>>();
  qRegisterMetaType<std::vector<FramePtr>>();
  qRegisterMetaType<std::optional<FaithfulChoice>>();
}

void EngineWorker::open() {
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

void EngineWorker::prepare(const RunRequest &request,
                           const std::shared_ptr<std::atomic<bool>> &cancelled) {
  open();
  QString problem;
  try {
    if (engine_ && !*cancelled) {
      engine_->prepare(request, [&](const std::string &what, double fraction) {
        if (*cancelled) {
          throw LoadingCancelled();
        }
        Q_EMIT loading(QString::fromStdString(what), fraction);
      });
    }
  } catch (const LoadingCancelled &) {
  } catch (const std::exception &error) {
    problem = sentence(error);
  }
  Q_EMIT prepared(problem);
}

void EngineWorker::checkBefore(const RunRequest &request) {
  QStringList warnings;
  for (const std::string &warning : engine_->check(request)) {
    warnings << sentence(warning);
  }
  if (!warnings.isEmpty()) {
    Q_EMIT warned(warnings);
  }
}

void EngineWorker::run(const RunRequest &request, std::shared_ptr<RunControl> control) {
  follow(request, control, [&] {
    checkBefore(request);
    Q_EMIT finished(engine_->run(request, *this, *control));
  });
}

void EngineWorker::resume(const QString &state, const RunRequest &request,
                          std::shared_ptr<RunControl> control, int moreSteps) {
  follow(request, control, [&] {
    Q_EMIT finished(engine_->resume(state.toStdString(), *this, *control, moreSteps));
  });
}

class EngineWorker::GroupReporter final : public GroupObserver {
 public:
  GroupReporter(EngineWorker &worker, const GroupMailboxes &mailboxes)
      : worker_(worker), mailboxes_(mailboxes) {}
  void onLoading(const std::string &what, double fraction) override {
    worker_.onLoading(what, fraction);
  }
  void onStarted(std::size_t, const RunStarted &value) override { Q_EMIT worker_.started(value); }
  void onStep(std::size_t run, const StepEvent &event) override {
    worker_.keepEndState(event);
    mailboxes_.at(run)->put(event);
  }
  void onFinished(std::size_t run, const RunOutcome &outcome) override {
    Q_EMIT worker_.memberFinished(run, outcome);
  }

 private:
  EngineWorker &worker_;
  const GroupMailboxes &mailboxes_;
};

void EngineWorker::runTogether(const std::vector<RunRequest> &requests,
                               const GroupMailboxes &mailboxes,
                               std::shared_ptr<RunControl> control) {
  follow(requests.front(), control, [&] {
    checkBefore(requests.front());
    GroupReporter reporter(*this, mailboxes);
    engine_->runTogether(requests, reporter, *control);
    Q_EMIT allFinished();
  });
}

void EngineWorker::judge(int ticket, const RunRequest &request, const FramePtr &start,
                         const std::vector<JudgedEdit> &edits, std::size_t byClip) {
  try {
    Q_EMIT judged(ticket, faithfulChoice(*engine_, request, start, edits, byClip), {});
  } catch (const std::exception &error) {
    Q_EMIT judged(ticket, {}, sentence(error));
  }
}

void EngineWorker::makeStarts(int ticket, const RunRequest &request,
                              const std::vector<std::uint64_t> &seeds,
                              const std::shared_ptr<std::atomic<bool>> &cancelled) {
  constexpr std::size_t kAtOnce = 4;  // between two looks at `cancelled`
  open();
  try {
    for (std::size_t first = 0; engine_ && first < seeds.size() && !*cancelled; first += kAtOnce) {
      const std::vector<std::uint64_t> few(
          seeds.begin() + std::ptrdiff_t(first),
          seeds.begin() + std::ptrdiff_t(std::min(seeds.size(), first + kAtOnce)));
      Q_EMIT startsMade(ticket, few, engine_->starts(request, few));
    }
  } catch (const std::exception &error) {
    Q_EMIT startsFailed(ticket, sentence(error));
  }
}

void EngineWorker::follow(const RunRequest &request, std::shared_ptr<RunControl> control,
                          const std::function<void()> &run) {
  open();
  if (!engine_) {
    return;
  }
  control_ = control.get();
  try {
    run();
  } catch (const LoadingCancelled &) {
    Q_EMIT finished(stoppedBeforeTheFirstStep(request));
  } catch (const InputError &error) {
    Q_EMIT failed(sentence(error), onlyUnknownWordsWrong(request));
  } catch (const std::exception &error) {
    Q_EMIT failed(sentence(error), false);
  }
}

bool EngineWorker::onlyUnknownWordsWrong(const RunRequest &request) {
  RunRequest relaxed = request;
  relaxed.objective.allowUnknownWords = true;
  try {
    engine_->check(relaxed);
    return !request.objective.allowUnknownWords;
  } catch (const std::exception &) {
    return false;
  }
}

void EngineWorker::onLoading(const std::string &what, double fraction) {
  if (control_->stopRequested()) {
    throw LoadingCancelled();
  }
  Q_EMIT loading(QString::fromStdString(what), fraction);
}

void EngineWorker::onStarted(const RunStarted &value) { Q_EMIT started(value); }

void EngineWorker::onStep(const StepEvent &event) {
  keepEndState(event);
  mailbox_.put(event);
}

void EngineWorker::keepEndState(const StepEvent &event) {
  if (event.step == event.steps && !endState_.isEmpty()) {
    control_->checkpointTo(endState_.toStdString());
  }
}

void EngineWorker::onCheckpoint(const std::string &path, const std::string &problem) {
  Q_EMIT runStateSaved(QString::fromStdString(path),
                       problem.empty() ? QString() : sentence(problem));
}

}  // namespace everyword
