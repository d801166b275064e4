#pragma once

#include <QObject>
#include <optional>

#include "ui/session/run_controller.h"
#include "ui/session/run_history.h"

namespace everyword {

/// Runs that were started together, of which one is on screen: until the user picks one it is the
/// first that is not over yet, and in the end the one of the highest CLIP similarity. GUI thread
/// only.
class RunGroup : public QObject {
  Q_OBJECT

 public:
  struct Run {
    RunRequest request;
    RunRecord record;
    std::optional<double> similarity;  ///< cosine of its newest picture and the prompt
    std::optional<RunOutcome> outcome;
    FramePtr newest() const;
  };

  RunGroup(RunController &controller, RunHistory &onScreen);

  /// Before RunController::startTogether of these.
  void begin(const std::vector<RunRequest> &requests);
  void clear();

  bool isEmpty() const { return runs_.empty(); }
  const std::vector<Run> &runs() const { return runs_; }
  /// -1: another run, or none, is on screen.
  int shown() const { return shown_; }
  /// The one of the highest CLIP similarity, once all are over; -1 before.
  int best() const { return best_; }
  /// The pack's classifier's choice beside best(), once it is known.
  const std::optional<FaithfulChoice> &faithful() const { return faithful_; }
  /// -1: none.
  int mostFaithful() const { return faithful_ ? judged_.at(faithful_->edit) : -1; }
  /// Why there is no such choice, one sentence; mostly empty.
  const QString &judgementProblem() const { return problem_; }
  /// `request` with what the run on screen has of its own among the runs, such as its lambda.
  RunRequest asShown(RunRequest request) const;
  /// By a click.
  void show(int run);

 Q_SIGNALS:
  /// Began, or cleared.
  void reset();
  void changed(int run);
  /// Also after best() or mostFaithful() is known.
  void shownChanged();

 private:
  void put(int run);
  void onFinished(std::size_t run, const RunOutcome &outcome);
  void onAllFinished();
  void askJudgement();

  RunController &controller_;
  RunHistory &onScreen_;
  std::vector<Run> runs_;
  int shown_ = -1, best_ = -1;
  bool picked_ = false;  ///< by the user
  std::optional<FaithfulChoice> faithful_;
  std::vector<int> judged_;  ///< the runs that are judged, in this order
  int ticket_ = -1;          ///< of the judgement
  QString problem_;
};

/// Index of the outcome with the highest CLIP similarity, of those with a picture that did not
/// fail; 0 when there is none.
std::size_t mostSimilar(const std::vector<RunGroup::Run> &runs);

}  // namespace everyword
