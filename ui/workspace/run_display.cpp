#include "ui/workspace/run_display.h"

#include "engine/api/recipe.h"

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
  connect(&controller, &RunController::started, this, [this](const RunStarted &started) {
    if (started.firstStep > 0) {
      history_.goBackTo(started.firstStep);
      request_ = started.request;  // of a run that goes on, with the edits so far
    }
  });
  connect(&controller, &RunController::stateChanged, &views_.status, &RunStatus::setState);
  connect(&controller, &RunController::stateChanged, &views_.promptBar, &PromptBar::setRunState);
  connect(&controller, &RunController::stepped, this, [this](const std::vector<StepEvent> &steps) {
    history_.addSteps(steps);
    views_.status.setStep(steps.back());
    if (views_.progress.timeline().followsRun()) {
      showNumbers(steps.back());
    }
  });
  connect(&controller, &RunController::frameArrived, &history_, &RunHistory::addFrame);
  connect(&controller, &RunController::finished, this, [this](const RunOutcome &outcome) {
    request_ = outcome.request;  // with the edits that were adopted
    firstEditAfter_.reset();
    history_.addFinalFrame(outcome.frame);
    views_.status.setOutcome(outcome);
  });
  connect(&views_.progress.timeline(), &Timeline::frameChosen, this, &RunDisplay::showFrame);
  connect(&views_.scene, &CanvasScene::heatMapChanged, this, &RunDisplay::refreshLegend);
  // Before the scene hears of it: the fixed scale belongs to the phrase.
  connect(&heatMap_, &HeatMapSettings::changed, this, [this] { showFrame(-2); });
  connect(&document_, &Document::changed, this, [this] {
    if (!showsDocument()) {
      views_.page.clear();
      views_.promptBar.setWordScores({});
    }
  });
}

void RunDisplay::begin(const RunRequest &request) {
  history_.clear();
  request_ = request;
  generation_ = document_.generation();
  firstEditAfter_.reset();
}

int RunDisplay::shownStep() const { return views_.scene.frame() ? views_.scene.frame()->step : 0; }

RunRequest RunDisplay::recipe() const { return recipeOf(shownStep()); }

RunRequest RunDisplay::recipeOf(int step) const { return recipeAt(request_, step); }

bool RunDisplay::isEdited() const { return firstEditAfter_ && shownStep() > *firstEditAfter_; }

void RunDisplay::noteEdit() {
  if (!firstEditAfter_) {
    firstEditAfter_ = history_.steps().empty() ? 0 : history_.steps().back().step;
  }
}

void RunDisplay::showNumbers(const StepEvent &event) {
  if (showsDocument()) {
    views_.page.show(event);
  }
}

void RunDisplay::showFrame(int index) {
  if (index == -1) {
    views_.scene.setFrame(nullptr, 0);
    views_.page.clear();
    views_.promptBar.setWordScores({});
    return;
  }
  const StepEvent *event = index >= 0 && index < int(history_.frames().size())
                               ? &history_.frames()[std::size_t(index)]
                               : nullptr;
  const FramePtr frame = event ? event->frame : views_.scene.frame();
  // The top of the run belongs to the phrase that is shown.
  const FloatMap *map = views_.scene.chosenMap(frame);
  views_.scene.setFrame(frame, map ? history_.largestRelevance(map->label) : 0);
  if (!event) {
    return;
  }
  // While the run is followed the newest step's numbers are newer than the frame's.
  const StepEvent *numbers = views_.progress.timeline().followsRun() && !history_.steps().empty()
                                 ? &history_.steps().back()
                                 : history_.stepAt(event->step);
  if (numbers) {
    showNumbers(*numbers);
  }
  if (!event->words.empty() && showsDocument()) {
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
  const QString phrase = views_.scene.chosenPhrase();
  views_.legend.setScale(tr("Relevance of “%1”").arg(phrase), views_.scene.shownTop(),
                         heatMap_.values().colours);
  views_.status.setHeatMap(
      tr("Heat map: %1, 0 to %2").arg(phrase, shortNumber(views_.scene.shownTop())));
}

}  // namespace everyword
