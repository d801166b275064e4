#pragma once

#include <QObject>
#include <QTemporaryDir>
#include <QThread>
#include <atomic>
#include <map>
#include <memory>
#include <optional>

#include "ui/session/engine_worker.h"
#include "ui/session/frame_mailbox.h"
#include "ui/session/run_state.h"

namespace everyword {

/// The one place that starts, pauses and stops runs. Lives on the GUI thread and never waits for
/// the run, except in the destructor, which stops it first.
class RunController : public QObject {
  Q_OBJECT

 public:
  explicit RunController(EngineFactory makeEngine, QObject *parent = nullptr);
  ~RunController() override;

  RunState state() const { return state_; }
  bool isActive() const { return state_ != RunState::Idle; }
  /// Models are being preloaded, and that was not cancelled.
  bool isPreparing() const { return preparing_ > 0 && !*preparingCancelled_; }

  /// Makes the engine on the run thread, so that the first run need not.
  void open();
  /// Loads the request's models on the run thread, so that the first picture comes at once. Does
  /// nothing during a run, and when these models were the last ones asked for. A newer call cancels
  /// the one before. After stop() it waits for other models, or for a run.
  void prepare(const RunRequest &request);
  /// Does nothing when a run is on. A request that cannot run ends in failed(), at once.
  /// `document` distinguishes documents (Document::generation).
  void start(const RunRequest &request, int document);
  /// Goes on with a run that saveRunState() has saved, with the edits that `request` has beyond it,
  /// and `moreSteps` than it was to have.
  void startFrom(const QString &state, const RunRequest &request, int document, int moreSteps = 0);
  /// Several runs of one start. stepped(), frameArrived() and in the end finished() tell of the one
  /// that is followed, the signals of members of each. A request that cannot run ends in failed().
  void startTogether(const std::vector<RunRequest> &requests, int document);
  void follow(std::size_t member) { followed_ = member; }
  /// The current run is one of several.
  bool isTogether() const { return isActive() && !members_.empty(); }
  /// Asks which edit of one start is the most faithful (faithfulChoice), behind a run that is on;
  /// judged() comes with the ticket that this returns.
  int askJudgement(const RunRequest &request, const FramePtr &start,
                   const std::vector<JudgedEdit> &edits, std::size_t byClip);
  /// Asks for the pictures that runs of `request` begin with; startsMade() comes in parts, with the
  /// ticket that this returns. They are made on the run thread, behind a run that is on.
  int askStarts(const RunRequest &request, const std::vector<std::uint64_t> &seeds);
  void cancelStarts(int ticket);
  void pause();
  void resume();
  void togglePause();
  /// Ends the run, or preloading; models that are complete by then stay loaded.
  void stop();
  /// An edit during the run: used from the next step on, of several runs in all of them but for
  /// what they differ in. Whether there is a run of this document that takes it.
  bool update(const RunRequest &request, int document);
  /// Writes the state of the run after the current step; runStateSaved() follows. Of several runs
  /// each has a file of its own (stateOfRun), without a signal. Does nothing when there is no run.
  void saveRunState(const QString &path);
  /// The state of the last run, of several the one that is followed, as it ended or was stopped, a
  /// file until the next run begins; empty when there is none.
  QString endState() const;

 Q_SIGNALS:
  void stateChanged(everyword::RunState state);
  void engineReady(std::shared_ptr<everyword::Engine> engine);
  void loading(const QString &what, double fraction);
  /// isPreparing().
  void preparingChanged(bool preparing);
  /// By stop(); prepared() follows.
  void preparingStopped();
  /// Preloading has ended; `problem` is a sentence when it failed, else empty.
  void prepared(const QString &problem);
  void started(const everyword::RunStarted &started);
  void warned(const QStringList &warnings);
  /// All steps since the last call, oldest first, without frames.
  void stepped(const std::vector<everyword::StepEvent> &steps);
  /// The newest event that carries a frame; that of the start in any case.
  void frameArrived(const everyword::StepEvent &event);
  /// After a run that began; `outcome` says how it ended.
  void finished(const everyword::RunOutcome &outcome);
  /// As stepped(), frameArrived() and finished(), of each of several runs.
  void memberStepped(std::size_t member, const std::vector<everyword::StepEvent> &steps);
  void memberFrameArrived(std::size_t member, const everyword::StepEvent &event);
  void memberFinished(std::size_t member, const everyword::RunOutcome &outcome);
  /// Before finished(): the last moment to follow another.
  void allFinished();
  /// `problem`: a sentence when they could not be judged, else empty.
  void judged(int ticket, const std::optional<everyword::FaithfulChoice> &choice,
              const QString &problem);
  void startsMade(int ticket, const std::vector<std::uint64_t> &seeds,
                  const std::vector<everyword::FramePtr> &frames);
  /// One sentence.
  void startsFailed(int ticket, const QString &sentence);
  /// `problem` is a sentence when the state could not be written, else empty.
  void runStateSaved(const QString &path, const QString &problem);
  /// The run could not begin: one sentence. `canRunAnyway`: only unknown words stand in the way.
  void failed(const QString &sentence, bool canRunAnyway);

 private:
  void setState(RunState state);
  void forgetEndState();
  void begin(const RunRequest &request, int document);
  void connectWorker();
  void connectMembers();
  void deliver();
  void deliver(const MailboxContent &content);
  std::function<void()> wakeUp();
  void end();
  void cancelPreparing();

  /// What the models on the run thread depend on.
  struct Loaded {
    std::string mode;
    ModelSet models;
    std::string device;
    bool operator==(const Loaded &) const = default;
  };

  struct Member {
    std::shared_ptr<FrameMailbox> mailbox;
    RunOutcome outcome;  ///< Stopped until it has one
  };

  FrameMailbox mailbox_;
  std::vector<Member> members_;  ///< of several runs together
  std::size_t followed_ = 0;
  QTemporaryDir folder_;  ///< of the end state
  QThread thread_;
  EngineWorker *worker_;
  std::shared_ptr<RunControl> control_;
  std::optional<Loaded> loaded_;                              ///< or being loaded
  std::shared_ptr<std::atomic<bool>> preparingCancelled_;     ///< of the newest
  int preparing_ = 0;                                         ///< those without an end yet
  std::map<int, std::shared_ptr<std::atomic<bool>>> starts_;  ///< asked for, by ticket
  int lastTicket_ = 0;
  int document_ = -1;  ///< of the current run
  RunState state_ = RunState::Idle;
};

}  // namespace everyword
