#pragma once

#include <QObject>

#include "ui/canvas/canvas_scene.h"
#include "ui/canvas/legend_overlay.h"
#include "ui/modes/mode_page.h"
#include "ui/panels/prompt_bar.h"
#include "ui/session/run_controller.h"
#include "ui/session/run_history.h"
#include "ui/timeline/progress_panel.h"
#include "ui/workspace/run_status.h"

namespace everyword {

/// The widgets that show a run.
struct RunViews {
  CanvasScene &scene;
  LegendOverlay &legend;
  PromptBar &promptBar;
  ModePage &page;
  ProgressPanel &progress;
  RunStatus &status;
};

/// Carries what comes from the run to the widgets, by way of the history; which frame is on screen
/// is the timeline's choice.
class RunDisplay : public QObject {
  Q_OBJECT

 public:
  RunDisplay(RunController &controller, RunHistory &history, HeatMapSettings &heatMap,
             Document &document, RunViews views, QObject *parent);

  /// A run of this request, of the document as it is open now, is about to begin.
  void begin(const RunRequest &request);
  /// What an exported picture of the frame on screen carries: the request of its run, with as many
  /// steps as were done, and once the run has ended with the edits up to there.
  RunRequest recipe() const;
  /// The same of the frame after `step` steps.
  RunRequest recipeOf(int step) const;
  /// The run on screen is of the document as it is open now.
  bool showsDocument() const { return generation_ == document_.generation(); }
  /// Edits were sent to the run, which is still on, before the frame on screen was made: recipe()
  /// does not have them yet.
  bool isEdited() const;
  void noteEdit();

 private:
  void showFrame(int index);
  void showNumbers(const StepEvent &event);
  void refreshLegend();
  int shownStep() const;

  RunHistory &history_;
  HeatMapSettings &heatMap_;
  Document &document_;
  RunViews views_;
  RunRequest request_;                 ///< of the run on screen
  int generation_ = -1;                ///< Document::generation() of the run on screen
  std::optional<int> firstEditAfter_;  ///< steps done when the first edit was sent
};

}  // namespace everyword
