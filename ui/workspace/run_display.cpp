#include "ui/workspace/run_display.h"

namespace everyword {

RunDisplay::RunDisplay(RunController &controller, RunHistory &history, HeatMapSettings &heatMap,
                       Document &document, RunViews views, QObject *parent)
    : QObject(parent), history_(history), heatMap_(heatMap), document_(document), views_(views) {
  connect(&controller, &RunController::loading, &views_.status, &RunStatus::setLoading);
  connect(&controller, &RunController::preparingChanged, &views_.status, &RunStatus::setPreparing);
  connect(&controller, &RunController::preparingStopped, &views_.status,
          &RunStatus::setLoadingStopped);
  connect(&controller, &RunController::prepared, &views_.status, &RunStatus::setPrepared);
  connect(&views_.status, &RunStatus::stopLoadingRequested, &controller, &RunController::stop);
  connect(&controller, &RunController::started, &views_.status, &RunStatus::setStarted);
  connect(&controller, &RunController::stateChanged, &views_.status, &RunStatus::setState);
  connect(&controller, &RunController::stateChanged, &views_.promptBar, &PromptBar::setRunState);
  connect(&controller, &RunController::stepped, this, [this](const std::vector<StepEvent> &steps) {
    history_.addSteps(steps);
    views_.status.setStep(steps.back());
    if (views_.progress.timeline().followsRun()) {
      views_.regions.setScores(steps.back().regions);
      views_.scene.setScores(steps.back().regions);
    }
  });
  connect(&controller, &RunController::frameArrived, &history_, &RunHistory::addFrame);
  connect(&controller, &RunController::finished, this, [this](const RunOutcome &outcome) {
    recipe_ = outcome.request;
    history_.addFinalFrame(outcome.frame);
    views_.status.setOutcome(outcome);
  });
  connect(&views_.progress.timeline(), &Timeline::frameChosen, this, &RunDisplay::showFrame);
  connect(&views_.scene, &CanvasScene::heatMapChanged, this, &RunDisplay::refreshLegend);
  // Before the scene hears of it: the fixed scale belongs to the phrase.
  connect(&heatMap_, &HeatMapSettings::changed, this, [this] { showFrame(-2); });
}

void RunDisplay::showFrame(int index) {
  if (index == -1) {
    views_.scene.setRunTop(0);
    views_.scene.setFrame(nullptr);
    views_.scene.setScores({});
    views_.regions.setScores({});
    views_.promptBar.setWordScores({});
    return;
  }
  const StepEvent *event = index >= 0 && index < int(history_.frames().size())
                               ? &history_.frames()[std::size_t(index)]
                               : nullptr;
  const FramePtr frame = event ? event->frame : views_.scene.frame();
  // The top of the run belongs to the phrase that is shown.
  double top = 0;
  if (frame) {
    for (const FloatMap &map : frame->maps) {
      if (map.regionId == heatMap_.values().regionId) {
        top = history_.largestRelevance(map.label);
      }
    }
  }
  views_.scene.setRunTop(top);
  views_.scene.setFrame(frame);
  if (!event) {
    return;
  }
  // While the run is followed the newest step's numbers are newer than the frame's.
  const StepEvent *numbers = views_.progress.timeline().followsRun() && !history_.steps().empty()
                                 ? &history_.steps().back()
                                 : history_.stepAt(event->step);
  if (numbers) {
    views_.scene.setScores(numbers->regions);
    views_.regions.setScores(numbers->regions);
  }
  if (!event->words.empty()) {
    views_.promptBar.setWordScores(event->words);
  }
}

void RunDisplay::refreshLegend() {
  const FloatMap *map = views_.scene.shownMap();
  views_.legend.setVisible(map != nullptr);
  if (!map) {
    views_.status.setHeatMap(heatMap_.values().visible ? tr("Heat map: none yet") : QString());
    return;
  }
  const Region *region = document_.region(map->regionId);
  const QString phrase = region ? QString::fromStdString(region->label) : tr("whole prompt");
  views_.legend.setScale(tr("Relevance of “%1”").arg(phrase), views_.scene.shownTop(),
                         heatMap_.values().colours);
  views_.status.setHeatMap(
      tr("Heat map: %1, 0 to %2").arg(phrase, shortNumber(views_.scene.shownTop())));
}

}  // namespace everyword
