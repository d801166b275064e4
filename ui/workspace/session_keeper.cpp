#include "ui/workspace/session_keeper.h"

#include <QApplication>
#include <QCloseEvent>
#include <QFileInfo>
#include <QSessionManager>
#include <algorithm>
#include <cstdlib>
#include <utility>

namespace everyword {
namespace {
/// Changes that follow one another are written together.
constexpr std::chrono::milliseconds kDelay{800};
/// That are kept of a run, about; as many as the command line keeps.
constexpr int kFrames = 30;
}  // namespace

SessionKeeper::SessionKeeper(MainWindow &window, const QString &root,
                             std::chrono::milliseconds runStateEvery)
    : QObject(&window), window_(window), recovery_(root) {
  soon_.setSingleShot(true);
  soon_.setInterval(kDelay);
  connect(&soon_, &QTimer::timeout, this, &SessionKeeper::refresh);
  const auto soon = [this] {
    if (!soon_.isActive()) {  // not begun anew: a long drag is written, too
      soon_.start();
    }
  };
  connect(&window_.document(), &Document::changed, this, [this, soon](const ChangeEvent &event) {
    if (event.kind == ChangeEvent::Kind::Defaults) {
      return;
    }
    loggingOut_ = false;  // somebody works: the logout was called off
    soon();
  });
  connect(&window_.document(), &Document::fileChanged, this, soon);
  runStateTimer_.setInterval(runStateEvery);
  connect(&runStateTimer_, &QTimer::timeout, this, &SessionKeeper::saveRunState);
  connect(&window_.controller(), &RunController::stateChanged, this, &SessionKeeper::onRunState);
  connect(&window_.controller(), &RunController::frameArrived, this, &SessionKeeper::keepFrame);
  connect(&window_.group(), &RunGroup::shownChanged, this, &SessionKeeper::keepShown);
  connect(&window_.controller(), &RunController::runStateSaved, this,
          [this](const QString &, const QString &problem) {
            if (problem.isEmpty()) {
              recovery_.forgetShown();  // it is one run now
            } else {
              window_.announcer().note(problem);
            }
          });
  connect(&window_, &MainWindow::closed, this, [this] {
    soon_.stop();
    window_.document().disconnect(this);
    recovery_.forget();
  });
  connect(&recovery_, &Recovery::failed, &window_.announcer(), &Announcer::error);
  connect(&recovery_, &Recovery::framesRead, this, [this](const std::vector<FramePtr> &frames) {
    if (runIsLeft_ && !window_.controller().isActive()) {
      continuing_ = true;
      lastFrame_ = frames.empty() ? -1 : frames.back()->step;
      window_.runs().continueFrom(recovery_.leftState(), frames);
    }
  });
  connect(&recovery_, &Recovery::found, this, &SessionKeeper::offer);
  connect(window_.actions().restore, &QAction::triggered, this, &SessionKeeper::restore);
  connect(&signals_, &EndSignals::arrived, this, &SessionKeeper::endSession);
  connect(
      qApp, &QGuiApplication::commitDataRequest, this,
      [this](QSessionManager &manager) {
        manager.setRestartHint(QSessionManager::RestartNever);
        keepForLogout();
      },
      Qt::DirectConnection);
  window_.installEventFilter(this);
  recovery_.look();
}

bool SessionKeeper::isNeeded() const {
  return window_.document().isModified() || window_.controller().isActive() || runIsLeft_;
}

RunRequest SessionKeeper::request() const {
  return window_.group().asShown(window_.document().request());
}

/// Of several runs together, the one on screen is that which would go on.
void SessionKeeper::keepShown() {
  if (window_.group().shown() >= 0 && isNeeded()) {
    refresh();
    recovery_.keepShown(window_.group().shown());
    keepFrames();
  }
}

/// As far as the run on screen has come.
void SessionKeeper::keepFrames() {
  recovery_.forgetFrames();
  lastFrame_ = -1;
  for (const StepEvent &event : window_.history().frames()) {
    keepFrame(event);
  }
}

void SessionKeeper::refresh() {
  if (isNeeded()) {
    recovery_.keep(request(), window_.document().filePath());
  } else {
    recovery_.forget();
  }
}

void SessionKeeper::onRunState(RunState state) {
  if (state == RunState::Loading && !std::exchange(continuing_, false)) {
    runIsLeft_ = false;
    recovery_.forgetRun();  // of the run before
    keepFrames();           // of the one on screen, if it goes on
    keepShown();
  }
  if (state == RunState::Running && !runStateTimer_.isActive()) {
    runIsLeft_ = false;
    window_.actions().restore->setVisible(offered_.has_value());
    runStateTimer_.start();
    refresh();
  }
  if (state != RunState::Idle) {
    return;
  }
  runStateTimer_.stop();
  if (ending_) {
    QApplication::exit(kExitCode);
    return;
  }
  refresh();  // what the run has made stays until it is saved or replaced
}

void SessionKeeper::saveRunState() { window_.controller().saveRunState(recovery_.runState()); }

void SessionKeeper::keepFrame(const StepEvent &event) {
  if (event.step >= lastFrame_ + std::max(1, event.steps / kFrames) || lastFrame_ < 0) {
    lastFrame_ = event.step;
    recovery_.keepFrame(event.frame);
  }
}

void SessionKeeper::endSession() {
  if (std::exchange(ending_, true)) {
    std::_Exit(kExitCode);  // the documents are safe, and the run's last state but one
  }
  window_.finishEditing();
  if (isNeeded()) {
    recovery_.keepNow(request(), window_.document().filePath());
  }
  if (!window_.controller().isActive()) {
    QApplication::exit(kExitCode);
    return;
  }
  saveRunState();
  window_.controller().stop();
}

void SessionKeeper::keepForLogout() {
  window_.finishEditing();
  if (isNeeded()) {
    recovery_.keepNow(request(), window_.document().filePath());
  }
  saveRunState();
  loggingOut_ = true;
}

bool SessionKeeper::eventFilter(QObject *watched, QEvent *event) {
  if (watched == &window_ && event->type() == QEvent::Close && (loggingOut_ || ending_)) {
    event->ignore();
    if (!ending_) {
      endSession();
    }
    return true;
  }
  return false;
}

/// In the menu, too: another message may take the bar.
void SessionKeeper::offer(const UnsavedWork &work) {
  offered_ = work;
  window_.actions().restore->setVisible(true);
  const QString name =
      work.filePath.isEmpty() ? tr("untitled") : QFileInfo(work.filePath).fileName();
  window_.announcer().report(
      MessageBar::Kind::Warning,
      work.hasRun ? tr("Everyword was ended before “%1” was saved; its run is kept, too.").arg(name)
                  : tr("Everyword was ended before “%1” was saved.").arg(name),
      tr("Restore"), [this] { restore(); }, true);
}

void SessionKeeper::restore() {
  if (!offered_) {
    continueRun();
    return;
  }
  if (!window_.mayReplaceDocument()) {
    return;
  }
  const UnsavedWork work = *std::exchange(offered_, std::nullopt);
  window_.actions().restore->setVisible(work.hasRun);
  window_.actions().restore->setText(tr("Continue the &run"));
  recovery_.adopt(work);
  runIsLeft_ = work.hasRun;
  window_.document().openUnsaved(work.request, work.filePath);
  if (work.hasRun) {
    window_.announcer().report(
        MessageBar::Kind::Info,
        tr("“%1” is restored, and its run can go on.").arg(window_.document().title()),
        tr("Continue the run"), [this] { continueRun(); }, true);
  } else {
    window_.announcer().info(tr("“%1” is restored.").arg(window_.document().title()));
  }
}

void SessionKeeper::continueRun() {
  if (runIsLeft_) {
    recovery_.readFrames();  // and then
  }
}

}  // namespace everyword
