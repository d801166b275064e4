#pragma once

#include <QObject>

#include "ui/canvas/canvas_scene.h"
#include "ui/canvas/legend_overlay.h"
#include "ui/modes/layout/region_list.h"
#include "ui/panels/prompt_bar.h"
#include "ui/session/heat_map_settings.h"
#include "ui/session/run_controller.h"
#include "ui/session/run_history.h"
#include "ui/timeline/progress_panel.h"
#include "ui/workspace/run_status.h"

namespace everyword {

/// The widgets that a run speaks to.
struct RunViews {
  CanvasScene &scene;
  LegendOverlay &legend;
  PromptBar &promptBar;
  RegionList &regions;
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

  /// The request of the frames on screen: what an exported picture carries as its recipe.
  const RunRequest &recipe() const { return recipe_; }
  void setRecipe(const RunRequest &recipe) { recipe_ = recipe; }

 private:
  void showFrame(int index);
  void refreshLegend();

  RunHistory &history_;
  HeatMapSettings &heatMap_;
  Document &document_;
  RunViews views_;
  RunRequest recipe_;
};

}  // namespace everyword
