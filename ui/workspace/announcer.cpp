#include "ui/workspace/announcer.h"

#include "ui/theme/sentence.h"

namespace everyword {

void Announcer::report(MessageBar::Kind kind, const QString &sentence, const QString &actionText,
                       std::function<void()> action, bool lasts) {
  log_.add(sentence);
  messages_.showMessage(kind, sentence, actionText, std::move(action), lasts);
}

void Announcer::follow(RunController &controller, ModeDesk &modes) {
  connect(&controller, &RunController::started, this, &Announcer::noteStart);
  connect(&controller, &RunController::finished, this, [this, &modes](const RunOutcome &outcome) {
    noteEnd(outcome, modes.page().scoresOf(outcome));
  });
  connect(&controller, &RunController::stepped, this, [this](const std::vector<StepEvent> &steps) {
    for (const StepEvent &step : steps) {
      if (!step.refusedEdit.empty()) {
        report(MessageBar::Kind::Warning, tr("The run goes on without this edit: %1")
                                              .arg(QString::fromStdString(step.refusedEdit)));
      }
    }
  });
  connect(&controller, &RunController::warned, this, [this](const QStringList &warnings) {
    report(MessageBar::Kind::Warning, warnings.join(QLatin1Char(' ')));
  });
  connect(&controller, &RunController::prepared, this, [this](const QString &problem) {
    if (!problem.isEmpty()) {
      error(problem);
    }
  });
}

void Announcer::noteStart(const RunStarted &started) {
  note(tr("Run started: %1 x %2 px, %3 steps, %4")
           .arg(started.width)
           .arg(started.height)
           .arg(started.steps)
           .arg(QString::fromStdString(started.device)));
  for (const std::string &warning : started.warnings) {
    note(sentence(warning));
  }
}

void Announcer::noteEnd(const RunOutcome &outcome, const QString &scores) {
  if (outcome.kind == RunOutcome::Kind::Failed) {
    error(sentence(outcome.error));
    return;
  }
  note(tr("%1 after %2 steps, %3 s. %4")
           .arg(outcome.kind == RunOutcome::Kind::Finished ? tr("Finished") : tr("Stopped"))
           .arg(outcome.step)
           .arg(outcome.seconds, 0, 'f', 1)
           .arg(scores));
}

}  // namespace everyword
