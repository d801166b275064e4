#include "ui/workspace/run_desk.h"

#include <algorithm>

#include "engine/api/param_spec.h"
#include "ui/project/commands/gesture.h"
#include "ui/project/commands/request_commands.h"

namespace everyword {
namespace {
const ParamSpec &stepsSpec() { return *findParam("steps"); }
}  // namespace

RunDesk::RunDesk(const RunParts &parts, QObject *parent) : QObject(parent), parts_(parts) {
  connect(&parts_.controller, &RunController::started, this,
          [this](const RunStarted &started) { planned_ = started.steps; });
  connect(&parts_.controller, &RunController::finished, this, [this](const RunOutcome &outcome) {
    keepState(parts_.controller.endState(), outcome.request.mode);
    if (outcome.frame && parts_.display.isOfDocument()) {
      parts_.document.markRun();
    }
    Q_EMIT changed();
  });
  connect(&parts_.group, &RunGroup::shownChanged, this, [this] {
    if (!parts_.controller.isActive()) {
      keepState(parts_.controller.endState(), parts_.document.request().mode);
      Q_EMIT changed();
    }
  });
}

/// What has been typed counts, and the user knows what speaks against the run.
bool RunDesk::mayBegin() {
  if (parts_.controller.isActive()) {
    return false;
  }
  Q_EMIT aboutToBegin();
  parts_.messages.dismiss();
  const QString advice = parts_.modes.page().adviceOn(parts_.document.request());
  if (!advice.isEmpty()) {
    parts_.announcer.info(advice);
  }
  parts_.group.clear();
  return true;
}

void RunDesk::generate() {
  if (mayBegin()) {
    parts_.display.begin(parts_.document.toRequest());
    parts_.controller.start(parts_.document.toRequest(), parts_.document.generation());
  }
}

void RunDesk::generateTogether(const std::vector<RunRequest> &requests) {
  if (mayBegin()) {
    parts_.display.begin(requests.front());
    parts_.group.begin(requests);
    parts_.controller.startTogether(requests, parts_.document.generation());
  }
}

void RunDesk::continueFrom(const QString &state, const std::vector<FramePtr> &frames) {
  if (!parts_.controller.isActive()) {
    Q_EMIT aboutToBegin();
    parts_.history.clear();
    parts_.history.addFrames(frames);
    goOn(state, 0);
  }
}

void RunDesk::goOn(const QString &state, int moreSteps) {
  parts_.group.clear();
  parts_.display.goOn(parts_.document.toRequest());
  parts_.controller.startFrom(state, parts_.document.toRequest(), parts_.document.generation(),
                              moreSteps);
}

/// Of several runs one goes on: the document takes over what that one has of its own.
void RunDesk::adoptShown() {
  const RunRequest shown = parts_.group.asShown(parts_.document.request());
  for (const ParamSpec &spec : runParams()) {
    if (spec.get(shown) != spec.get(parts_.document.request())) {
      parts_.document.undoStack().push(
          new SetParam(parts_.document, spec, spec.get(shown), newGesture()));
    }
  }
}

void RunDesk::continueShown() {
  if (canContinue()) {
    Q_EMIT aboutToBegin();
    parts_.messages.dismiss();
    adoptShown();
    goOn(shownState(), std::max(0, parts_.document.request().schedule.steps - planned_));
  }
}

void RunDesk::addSteps() {
  if (canAddSteps()) {
    const int steps = std::max(planned_, parts_.document.request().schedule.steps) + kMoreSteps;
    parts_.document.undoStack().push(
        new SetParam(parts_.document, stepsSpec(), ParamValue(std::int64_t(steps)), newGesture()));
    continueShown();
  }
}

bool RunDesk::hasShownRun() const {
  return !parts_.controller.isActive() && !shownState().isEmpty() &&
         !parts_.history.frames().empty() && parts_.display.isOfDocument();
}

bool RunDesk::canContinue() const {
  return hasShownRun() &&
         parts_.history.frames().back().frame->step < parts_.document.request().schedule.steps;
}

bool RunDesk::canAddSteps() const {
  return hasShownRun() &&
         std::max(planned_, parts_.document.request().schedule.steps) + kMoreSteps <=
             int(stepsSpec().maximum);
}

void RunDesk::addTo(Project &project) const {
  if (parts_.history.frames().empty() || !parts_.display.isOfDocument()) {
    return;
  }
  for (const StepEvent &event : parts_.history.frames()) {
    project.frames.push_back(event.frame);
  }
  project.recipe = parts_.display.recipeOf(project.frames.back()->step);
  project.runState = shownState().toStdString();
}

void RunDesk::show(const Project &project) {
  if (project.frames.empty() || parts_.controller.isActive()) {
    return;
  }
  parts_.display.begin(project.recipe);
  parts_.history.addFrames(project.frames);
  planned_ = project.request.schedule.steps;
  keepState(QString::fromStdString(project.runState), project.request.mode);
  Q_EMIT changed();
  if (canContinue()) {
    parts_.announcer.report(
        MessageBar::Kind::Info,
        tr("The run of “%1” stopped after %2 of %3 steps.")
            .arg(parts_.document.title())
            .arg(project.frames.back()->step)
            .arg(parts_.document.request().schedule.steps),
        tr("Continue the run"), [this] { continueShown(); }, true);
  }
}

void RunDesk::keepState(const QString &path, const std::string &mode) {
  state_ = path;
  mode_ = mode;
}

QString RunDesk::shownState() const {
  return mode_ == parts_.document.request().mode ? state_ : QString();
}

}  // namespace everyword
