#pragma once

#include <QObject>
#include <QTimer>
#include <chrono>
#include <optional>

#include "ui/project/recovery.h"
#include "ui/workspace/end_signals.h"
#include "ui/workspace/main_window.h"

namespace everyword {

/// Saves unsaved changes and the current run when the program does not end by the user's wish: a
/// logout, SIGTERM, SIGHUP, a crash. They go to the recovery files as they change; the next start
/// offers them in the message bar.
class SessionKeeper : public QObject {
  Q_OBJECT

 public:
  /// `runStateEvery`: how much of a run a crash may cost.
  explicit SessionKeeper(MainWindow &window, const QString &root = Recovery::usualRoot(),
                         std::chrono::milliseconds runStateEvery = std::chrono::seconds(5));

  /// Keeps everything and leaves the event loop with kExitCode, once the run has stopped with its
  /// state. A second call does not wait for the run.
  void endSession();
  /// Keeps everything for a logout, which may still be called off: the run goes on.
  void keepForLogout();
  static constexpr int kExitCode = 130;

 protected:
  /// A window that the session manager closes asks no question.
  bool eventFilter(QObject *watched, QEvent *event) override;

 private:
  void refresh();
  void onRunState(RunState state);
  void saveRunState();
  void keepFrame(const StepEvent &event);
  void keepFrames();
  void keepShown();
  RunRequest request() const;
  void offer(const UnsavedWork &work);
  void restore();
  void continueRun();
  bool isNeeded() const;

  MainWindow &window_;
  Recovery recovery_;
  EndSignals signals_;
  std::optional<UnsavedWork> offered_;
  QTimer soon_;  ///< to refresh()
  QTimer runStateTimer_;
  bool runIsLeft_ = false;   ///< restored, and neither continued nor replaced by another run
  bool continuing_ = false;  ///< the current run is the one that was left
  int lastFrame_ = 0;        ///< step of the newest kept one
  bool ending_ = false;
  bool loggingOut_ = false;
};

}  // namespace everyword
