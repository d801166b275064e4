#pragma once

#include <QObject>
#include <map>

#include "ui/canvas/canvas_scene.h"
#include "ui/canvas/legend_overlay.h"
#include "ui/panels/prompt_bar.h"
#include "ui/session/run_controller.h"
#include "ui/session/run_group.h"
#include "ui/session/run_history.h"
#include "ui/timeline/progress_panel.h"
#include "ui/workspace/mode_desk.h"
#include "ui/workspace/run_status.h"

namespace everyword {

/// The widgets that show a run.
struct RunViews {
  CanvasScene &scene;
  LegendOverlay &legend;
  PromptBar &promptBar;
  ModeDesk &modes;
  ProgressPanel &progress;
  RunStatus &status;
};

/// Carries what comes from the run to the widgets, by way of the history; which frame is on screen
/// is the timeline's choice. Each mode has its own run on screen.
class RunDisplay : public QObject {
  Q_OBJECT

 public:
  RunDisplay(RunController &controller, RunHistory &history, RunGroup &group,
             HeatMapSettings &heatMap, Document &document, RunViews views, QObject *parent);

  /// A run of this request, of the document as it is open now, is about to begin.
  void begin(const RunRequest &request);
  /// The run on screen is about to go on, with this request of the document.
  void goOn(const RunRequest &request);
  /// The run's picture on screen; may be nullptr.
  const FramePtr &frame() const { return frame_; }
  /// What an exported picture of the frame on screen carries: the request of its run, with as many
  /// steps as were done, and once the run has ended with the edits up to there.
  RunRequest recipe() const;
  /// The same of the frame after `step` steps.
  RunRequest recipeOf(int step) const;
  /// The run on screen is one of the document that is open, and of its mode.
  bool isOfDocument() const;
  /// Edits were sent to the run, which is still on, before the frame on screen was made: recipe()
  /// does not have them yet.
  bool isEdited() const;
  void noteEdit();

 private:
  /// What is on screen, apart from the history.
  struct Shown {
    RunRequest request;                 ///< of the run on screen
    int generation = -1;                ///< Document::generation() of the run on screen
    std::optional<int> firstEditAfter;  ///< steps done when the first edit was sent
  };

  void connectRun(RunController &controller);
  void leaveMode();
  void enterMode();
  void showFrame(int index);
  void showPicture(const FramePtr &frame);
  void showNumbers(const StepEvent &event);
  void clearNumbers();
  void refreshLegend();
  void pointAt(const QString &word);
  int shownStep() const { return frame_ ? frame_->step : 0; }

  RunController &controller_;
  RunHistory &history_;
  RunGroup &group_;
  HeatMapSettings &heatMap_;
  Document &document_;
  RunViews views_;
  Shown shown_;
  FramePtr frame_;
  std::map<std::string, std::pair<Shown, RunRecord>> left_;  ///< by mode, of the same document
};

}  // namespace everyword
