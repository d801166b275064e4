#pragma once

#include <QObject>
#include <QStringList>
#include <atomic>
#include <functional>
#include <memory>

#include "engine/api/engine.h"
#include "engine/api/faithfulness.h"
#include "ui/session/frame_mailbox.h"

namespace everyword {

/// Makes the engine; called once, on the run thread, so that it may take its time.
using EngineFactory = std::function<std::unique_ptr<Engine>()>;

/// One for each of several runs.
using GroupMailboxes = std::vector<std::shared_ptr<FrameMailbox>>;

/// Lives on the run thread: makes the engine there and calls Engine::run. Its signals reach the GUI
/// thread queued.
class EngineWorker : public QObject, private RunObserver {
  Q_OBJECT

 public:
  EngineWorker(EngineFactory makeEngine, FrameMailbox &mailbox);

  /// Makes the engine if there is none yet.
  void open();
  /// Preloads what `request` needs; stops between two models when `*cancelled` becomes true.
  /// Ends in prepared().
  void prepare(const RunRequest &request, const std::shared_ptr<std::atomic<bool>> &cancelled);
  /// Where the state of each run is written with its last step; of several runs beside each other
  /// (stateOfRun).
  void setEndState(const QString &path) { endState_ = path; }
  /// Returns when the run is over. `control` stays with the caller, too. A stop while models
  /// load takes effect between two of them.
  void run(const RunRequest &request, std::shared_ptr<RunControl> control);
  /// The same for a run whose state RunControl::checkpointTo has written to `state`, with
  /// `moreSteps` than it was to have. `request` is the outcome's when it is stopped before its
  /// first step.
  void resume(const QString &state, const RunRequest &request, std::shared_ptr<RunControl> control,
              int moreSteps);
  /// Several runs (Engine::runTogether), each with its mailbox. Ends in allFinished() or failed().
  void runTogether(const std::vector<RunRequest> &requests, const GroupMailboxes &mailboxes,
                   std::shared_ptr<RunControl> control);
  /// Of edits of one start the most faithful (faithfulChoice): judged() with `ticket`.
  void judge(int ticket, const RunRequest &request, const FramePtr &start,
             const std::vector<JudgedEdit> &edits, std::size_t byClip);
  /// The pictures that runs of `request` begin with, a few at a time until `*cancelled`:
  /// startsMade() with `ticket`, or startsFailed().
  void makeStarts(int ticket, const RunRequest &request, const std::vector<std::uint64_t> &seeds,
                  const std::shared_ptr<std::atomic<bool>> &cancelled);

 Q_SIGNALS:
  void engineReady(std::shared_ptr<everyword::Engine> engine);
  void loading(QString what, double fraction);
  /// Preloading is over; `problem` is a sentence when it failed, else empty.
  void prepared(QString problem);
  void started(everyword::RunStarted started);
  void warned(QStringList warnings);
  void finished(everyword::RunOutcome outcome);
  void memberFinished(std::size_t run, everyword::RunOutcome outcome);
  void allFinished();
  /// `problem`: a sentence when they could not be judged, else empty.
  void judged(int ticket, std::optional<everyword::FaithfulChoice> choice, QString problem);
  void startsMade(int ticket, std::vector<std::uint64_t> seeds,
                  std::vector<everyword::FramePtr> frames);
  void startsFailed(int ticket, QString sentence);
  /// `problem` is empty when the state is in the file.
  void runStateSaved(QString path, QString problem);
  /// The run never began (or there is no engine): one sentence. `canRunAnyway`: only unknown words
  /// stand in the way.
  void failed(QString sentence, bool canRunAnyway);

 private:
  class GroupReporter;

  void follow(const RunRequest &request, std::shared_ptr<RunControl> control,
              const std::function<void()> &run);
  void checkBefore(const RunRequest &request);
  bool onlyUnknownWordsWrong(const RunRequest &request);
  void keepEndState(const StepEvent &event);
  void onLoading(const std::string &what, double fraction) override;
  void onStarted(const RunStarted &started) override;
  void onStep(const StepEvent &event) override;
  void onCheckpoint(const std::string &path, const std::string &problem) override;

  EngineFactory makeEngine_;
  FrameMailbox &mailbox_;
  std::shared_ptr<Engine> engine_;
  RunControl *control_ = nullptr;  ///< of the current run
  QString endState_;
};

}  // namespace everyword

Q_DECLARE_METATYPE(std::shared_ptr<everyword::Engine>)
Q_DECLARE_METATYPE(everyword::RunStarted)
Q_DECLARE_METATYPE(everyword::RunOutcome)
Q_DECLARE_METATYPE(std::optional<everyword::FaithfulChoice>)
