#include "ui/workspace/run_display.h"

#include "engine/api/recipe.h"
#include "ui/project/prompt_words.h"

namespace everyword {

RunDisplay::RunDisplay(RunController &controller, RunHistory &history, RunGroup &group,
                       HeatMapSettings &heatMap, Document &document, RunViews views,
                       QObject *parent)
    : QObject(parent),
      controller_(controller),
      history_(history),
      group_(group),
      heatMap_(heatMap),
      document_(document),
      views_(views) {
  connect(&controller, &RunController::loading, &views_.status, &RunStatus::setLoading);
  connect(&controller, &RunController::preparingChanged, &views_.status, &RunStatus::setPreparing);
  connect(&controller, &RunController::preparingStopped, &views_.status,
          &RunStatus::setLoadingStopped);
  connect(&controller, &RunController::prepared, &views_.status, &RunStatus::setPrepared);
  connect(&views_.status, &RunStatus::stopLoadingRequested, &controller, &RunController::stop);
  connect(&views_.promptBar, &PromptBar::wordPointedAt, this, &RunDisplay::pointAt);
  connect(&views_.promptBar, &PromptBar::wordPinned, this, [this](const QString &word) {
    pointAt(word);
    heatMap_.keepPointed();
  });
  connectRun(controller);
  connect(&group_, &RunGroup::shownChanged, this, [this] {
    const RunGroup::Run &run = group_.runs().at(std::size_t(group_.shown()));
    shown_.request = run.outcome ? run.outcome->request : run.request;
  });
  connect(&views_.modes, &ModeDesk::leaving, this, &RunDisplay::leaveMode);
  connect(&views_.modes, &ModeDesk::entered, this, &RunDisplay::enterMode);
  connect(&views_.progress.timeline(), &Timeline::frameChosen, this, &RunDisplay::showFrame);
  connect(&views_.scene, &CanvasScene::heatMapChanged, this, &RunDisplay::refreshLegend);
  // Before the scene hears of it: the fixed scale belongs to the phrase.
  connect(&heatMap_, &HeatMapSettings::changed, this, [this] { showFrame(-2); });
  connect(&document_, &Document::changed, this, [this] {
    if (!isOfDocument()) {
      clearNumbers();
    }
  });
}

void RunDisplay::connectRun(RunController &controller) {
  connect(&controller, &RunController::started, &views_.status, &RunStatus::setStarted);
  connect(&controller, &RunController::started, this, [this](const RunStarted &started) {
    if (started.firstStep > 0) {
      history_.goBackTo(started.firstStep);
      shown_.request = started.request;  // of a run that goes on, with the edits so far
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
    shown_.request = outcome.request;  // with the edits that were adopted
    shown_.firstEditAfter.reset();
    history_.addFinalFrame(outcome.frame);
    views_.status.setOutcome(outcome);
  });
}

void RunDisplay::begin(const RunRequest &request) {
  goOn(request);
  history_.clear();
}

void RunDisplay::goOn(const RunRequest &request) { shown_ = {request, document_.generation(), {}}; }

/// A run that is on goes on, on screen.
void RunDisplay::leaveMode() {
  if (!controller_.isActive()) {
    left_[views_.modes.mode()] = {shown_, history_.record()};
  }
}

void RunDisplay::enterMode() {
  if (!controller_.isActive()) {
    const auto before = left_.find(views_.modes.mode());
    const bool isSame =
        before != left_.end() && before->second.first.generation == document_.generation();
    shown_ = isSame ? before->second.first : Shown();
    group_.clear();
    history_.replace(isSame ? before->second.second : RunRecord());
  }
}

bool RunDisplay::isOfDocument() const {
  return shown_.generation == document_.generation() &&
         shown_.request.mode == document_.request().mode;
}

RunRequest RunDisplay::recipe() const { return recipeOf(shownStep()); }

RunRequest RunDisplay::recipeOf(int step) const { return recipeAt(shown_.request, step); }

bool RunDisplay::isEdited() const {
  return shown_.firstEditAfter && shownStep() > *shown_.firstEditAfter;
}

void RunDisplay::noteEdit() {
  if (!shown_.firstEditAfter) {
    shown_.firstEditAfter = history_.steps().empty() ? 0 : history_.steps().back().step;
  }
}

void RunDisplay::showNumbers(const StepEvent &event) {
  if (isOfDocument()) {
    views_.modes.page().show(event);
  }
}

void RunDisplay::clearNumbers() {
  views_.modes.page().clear();
  views_.promptBar.setWordScores({});
}

void RunDisplay::showFrame(int index) {
  if (index == -1) {
    frame_ = nullptr;
    views_.scene.setFrame(nullptr, 0);
    clearNumbers();
    return;
  }
  const StepEvent *event = index >= 0 && index < int(history_.frames().size())
                               ? &history_.frames()[std::size_t(index)]
                               : nullptr;
  if (event) {
    frame_ = event->frame;
  }
  showPicture(event ? event->frame : views_.scene.frame());
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
  if (!event->words.empty() && isOfDocument()) {
    views_.promptBar.setWordScores(event->words);
  }
}

void RunDisplay::showPicture(const FramePtr &frame) {
  // The top of the run belongs to the phrase that is shown.
  const FloatMap *map = views_.scene.chosenMap(frame);
  views_.scene.setFrame(frame, map ? history_.largestRelevance(map->label) : 0);
}

/// The map of the word itself, where the run insists on it, else of a region whose label has it.
void RunDisplay::pointAt(const QString &word) {
  const FloatMap *found = nullptr;
  if (frame_ && !word.isEmpty()) {
    for (const FloatMap &map : frame_->maps) {
      const QString label = QString::fromStdString(map.label);
      const bool own = map.regionId < 0 && label.compare(word, Qt::CaseInsensitive) == 0;
      if (!map.values.empty() && (own || (!found && map.regionId >= 0 && hasWord(label, word)))) {
        found = &map;
      }
    }
  }
  if (found) {
    heatMap_.pointAt(found->label, found->regionId);
  } else {
    heatMap_.stopPointing();
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
