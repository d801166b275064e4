#include "ui/session/run_controller.h"

#include <QDir>

#include "engine/api/group_state.h"
#include "ui/theme/sentence.h"

namespace everyword {

RunController::RunController(EngineFactory makeEngine, QObject *parent)
    : QObject(parent),
      mailbox_(wakeUp()),
      worker_(new EngineWorker(std::move(makeEngine), mailbox_)) {
  thread_.setObjectName(QStringLiteral("run"));
  // LibTorch's kernels and the backward pass recurse deeper than a secondary thread's default stack
  // likes.
  thread_.setStackSize(16 << 20);
  worker_->setEndState(folder_.filePath(QStringLiteral("run.state")));
  worker_->moveToThread(&thread_);
  connect(&thread_, &QThread::finished, worker_, &QObject::deleteLater);
  connectWorker();
  connectMembers();
  thread_.start();
}

std::function<void()> RunController::wakeUp() {
  return [this] {
    QMetaObject::invokeMethod(
        this, [this] { deliver(); }, Qt::QueuedConnection);
  };
}

RunController::~RunController() {
  cancelPreparing();
  for (const auto &[ticket, cancelled] : starts_) {
    *cancelled = true;
  }
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
    const bool first = state_ == RunState::Loading;
    if (first) {
      setState(control_->isPaused() ? RunState::Paused : RunState::Running);
    }
    if (first || members_.empty()) {  // of several runs the first speaks for all
      Q_EMIT started(value);
    }
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

void RunController::connectMembers() {
  connect(worker_, &EngineWorker::memberFinished, this,
          [this](std::size_t member, const RunOutcome &outcome) {
            deliver();
            members_.at(member).outcome = outcome;
            Q_EMIT memberFinished(member, outcome);
          });
  connect(worker_, &EngineWorker::allFinished, this, [this] {
    deliver();
    Q_EMIT allFinished();
    const RunOutcome outcome = members_.at(followed_).outcome;
    end();
    Q_EMIT finished(outcome);
  });
  connect(worker_, &EngineWorker::judged, this, &RunController::judged);
  connect(worker_, &EngineWorker::startsMade, this, &RunController::startsMade);
  connect(worker_, &EngineWorker::startsFailed, this, &RunController::startsFailed);
}

void RunController::open() {
  QMetaObject::invokeMethod(worker_, &EngineWorker::open, Qt::QueuedConnection);
}

void RunController::prepare(const RunRequest &request) {
  const Loaded wanted{request.mode, request.models, request.machine.device};
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
  forgetEndState();
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

void RunController::startTogether(const std::vector<RunRequest> &requests, int document) {
  if (isActive() || requests.empty()) {
    return;
  }
  forgetEndState();
  try {
    for (const RunRequest &request : requests) {
      request.check();
    }
  } catch (const std::exception &error) {
    Q_EMIT failed(sentence(error), false);
    return;
  }
  begin(requests.front(), document);
  GroupMailboxes mailboxes;
  for (std::size_t member = 0; member < requests.size(); ++member) {
    mailboxes.push_back(std::make_shared<FrameMailbox>(wakeUp()));
    RunOutcome notYet;
    notYet.kind = RunOutcome::Kind::Stopped;
    notYet.request = requests[member];
    members_.push_back({mailboxes.back(), notYet});
  }
  QMetaObject::invokeMethod(
      worker_,
      [worker = worker_, requests, mailboxes, control = control_] {
        worker->runTogether(requests, mailboxes, control);
      },
      Qt::QueuedConnection);
}

int RunController::askJudgement(const RunRequest &request, const FramePtr &start,
                                const std::vector<JudgedEdit> &edits, std::size_t byClip) {
  const int ticket = ++lastTicket_;
  QMetaObject::invokeMethod(
      worker_,
      [worker = worker_, ticket, request, start, edits, byClip] {
        worker->judge(ticket, request, start, edits, byClip);
      },
      Qt::QueuedConnection);
  return ticket;
}

int RunController::askStarts(const RunRequest &request, const std::vector<std::uint64_t> &seeds) {
  auto cancelled = std::make_shared<std::atomic<bool>>(false);
  const int ticket = ++lastTicket_;
  starts_[ticket] = cancelled;
  QMetaObject::invokeMethod(
      worker_,
      [worker = worker_, ticket, request, seeds, cancelled] {
        worker->makeStarts(ticket, request, seeds, cancelled);
      },
      Qt::QueuedConnection);
  return ticket;
}

void RunController::cancelStarts(int ticket) {
  if (const auto asked = starts_.find(ticket); asked != starts_.end()) {
    *asked->second = true;
    starts_.erase(asked);
  }
}

void RunController::startFrom(const QString &state, const RunRequest &request, int document,
                              int moreSteps) {
  if (isActive()) {
    return;
  }
  begin(request, document);
  control_->update(request);
  QMetaObject::invokeMethod(
      worker_,
      [worker = worker_, state, request, control = control_, moreSteps] {
        worker->resume(state, request, control, moreSteps);
      },
      Qt::QueuedConnection);
}

void RunController::begin(const RunRequest &request, int document) {
  document_ = document;
  mailbox_.clear();
  members_.clear();
  control_ = std::make_shared<RunControl>();
  loaded_ = {request.mode, request.models, request.machine.device};
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
  std::string path = folder_.filePath(QStringLiteral("run.state")).toStdString();
  if (!members_.empty()) {
    path = stateOfRun(path, followed_);
  }
  const QString found = QString::fromStdString(path);
  return !isActive() && QFile::exists(found) ? found : QString();
}

void RunController::forgetEndState() {
  QDir folder(folder_.path());
  for (const QString &name : folder.entryList(QDir::Files)) {
    folder.remove(name);
  }
}

void RunController::setState(RunState state) {
  if (state != state_) {
    state_ = state;
    Q_EMIT stateChanged(state);
  }
}

void RunController::deliver() {
  if (members_.empty()) {
    deliver(mailbox_.take());
  }
  for (std::size_t member = 0; member < members_.size(); ++member) {
    const MailboxContent content = members_[member].mailbox->take();
    if (!content.steps.empty()) {
      Q_EMIT memberStepped(member, content.steps);
    }
    for (const auto &event : {content.start, content.newest}) {
      if (event) {
        Q_EMIT memberFrameArrived(member, *event);
      }
    }
    if (member == followed_) {
      deliver(content);
    }
  }
}

void RunController::deliver(const MailboxContent &content) {
  if (!content.steps.empty()) {
    Q_EMIT stepped(content.steps);
  }
  for (const auto &event : {content.start, content.newest}) {
    if (event) {
      Q_EMIT frameArrived(*event);
    }
  }
}

void RunController::end() {
  control_.reset();
  setState(RunState::Idle);
}

}  // namespace everyword
