#include "ui/session/run_controller.h"

#include <QFile>

#include "ui/theme/sentence.h"

namespace everyword {

RunController::RunController(EngineFactory makeEngine, QObject *parent)
    : QObject(parent),
      mailbox_([this] {
        QMetaObject::invokeMethod(this, &RunController::deliver, Qt::QueuedConnection);
      }),
      worker_(new EngineWorker(std::move(makeEngine), mailbox_)) {
  thread_.setObjectName(QStringLiteral("run"));
  // LibTorch's kernels and the backward pass recurse deeper than a secondary thread's default stack
  // likes.
  thread_.setStackSize(16 << 20);
  worker_->setEndState(folder_.filePath(QStringLiteral("run.state")));
  worker_->moveToThread(&thread_);
  connect(&thread_, &QThread::finished, worker_, &QObject::deleteLater);
  connectWorker();
  thread_.start();
}

RunController::~RunController() {
  cancelPreparing();
  if (control_) {
    control_->stop();
  }
  thread_.quit();
  thread_.wait();
}

void RunController::connectWorker() {
  connect(worker_, &EngineWorker::engineReady, this, &RunController::engineReady);
  connect(worker_, &EngineWorker::loading, this, &RunController::loading);
  connect(worker_, &EngineWorker::prepared, this, [this](const QString &problem) {
    if (!problem.isEmpty()) {
      loaded_.reset();
    }
    --preparing_;
    Q_EMIT preparingChanged(isPreparing());
    Q_EMIT prepared(problem);
  });
  connect(worker_, &EngineWorker::warned, this, &RunController::warned);
  connect(worker_, &EngineWorker::started, this, [this](const RunStarted &value) {
    if (state_ == RunState::Loading) {
      setState(control_->isPaused() ? RunState::Paused : RunState::Running);
    }
    Q_EMIT started(value);
  });
  connect(worker_, &EngineWorker::finished, this, [this](const RunOutcome &outcome) {
    deliver();
    end();
    Q_EMIT finished(outcome);
  });
  connect(worker_, &EngineWorker::runStateSaved, this, &RunController::runStateSaved);
  connect(worker_, &EngineWorker::failed, this, [this](const QString &text, bool canRunAnyway) {
    end();
    loaded_.reset();
    Q_EMIT failed(text, canRunAnyway);
  });
}

void RunController::open() {
  QMetaObject::invokeMethod(worker_, &EngineWorker::open, Qt::QueuedConnection);
}

void RunController::prepare(const RunRequest &request) {
  const Loaded wanted{request.models, request.machine.device};
  if (isActive() || loaded_ == wanted) {
    return;
  }
  cancelPreparing();
  loaded_ = wanted;
  preparingCancelled_ = std::make_shared<std::atomic<bool>>(false);
  QMetaObject::invokeMethod(
      worker_,
      [worker = worker_, request, cancelled = preparingCancelled_] {
        worker->prepare(request, cancelled);
      },
      Qt::QueuedConnection);
  ++preparing_;
  Q_EMIT preparingChanged(true);
}

void RunController::cancelPreparing() {
  if (preparingCancelled_) {
    *preparingCancelled_ = true;
  }
}

void RunController::start(const RunRequest &request, int document) {
  if (isActive()) {
    return;
  }
  QFile::remove(endState());
  try {
    request.check();
  } catch (const std::exception &error) {
    Q_EMIT failed(sentence(error), false);
    return;
  }
  begin(request, document);
  QMetaObject::invokeMethod(
      worker_, [worker = worker_, request, control = control_] { worker->run(request, control); },
      Qt::QueuedConnection);
}

void RunController::startFrom(const QString &state, const RunRequest &request, int document) {
  if (isActive()) {
    return;
  }
  begin(request, document);
  control_->update(request);
  QMetaObject::invokeMethod(
      worker_,
      [worker = worker_, state, request, control = control_] {
        worker->resume(state, request, control);
      },
      Qt::QueuedConnection);
}

void RunController::begin(const RunRequest &request, int document) {
  document_ = document;
  mailbox_.clear();
  control_ = std::make_shared<RunControl>();
  loaded_ = {request.models, request.machine.device};
  setState(RunState::Loading);
}

void RunController::pause() {
  if (state_ == RunState::Running) {
    control_->pause();
    setState(RunState::Paused);
  }
}

void RunController::resume() {
  if (state_ == RunState::Paused) {
    control_->resume();
    setState(RunState::Running);
  }
}

void RunController::togglePause() { state_ == RunState::Paused ? resume() : pause(); }

void RunController::stop() {
  if (!isActive() && isPreparing()) {
    cancelPreparing();
    Q_EMIT preparingChanged(false);
    Q_EMIT preparingStopped();
  }
  if (isActive() && state_ != RunState::Stopping) {
    cancelPreparing();  // the run may be waiting behind it
    saveRunState(folder_.filePath(QStringLiteral("run.state")));
    control_->stop();
    setState(RunState::Stopping);
  }
}

bool RunController::update(const RunRequest &request, int document) {
  const bool shown = isActive() && document == document_;
  if (shown) {
    control_->update(request);
  }
  return shown;
}

void RunController::saveRunState(const QString &path) {
  if (control_) {
    control_->checkpointTo(path.toStdString());
  }
}

QString RunController::endState() const {
  const QString path = folder_.filePath(QStringLiteral("run.state"));
  return !isActive() && QFile::exists(path) ? path : QString();
}

void RunController::setState(RunState state) {
  if (state != state_) {
    state_ = state;
    Q_EMIT stateChanged(state);
  }
}

void RunController::deliver() {
  const MailboxContent content = mailbox_.take();
  if (!content.steps.empty()) {
    Q_EMIT stepped(content.steps);
  }
  if (content.newest) {
    Q_EMIT frameArrived(*content.newest);
  }
}

void RunController::end() {
  control_.reset();
  setState(RunState::Idle);
}

}  // namespace everyword
