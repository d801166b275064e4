#include "ui/workspace/announcer.h"

#include "ui/theme/sentence.h"

namespace everyword {

void Announcer::tell(MessageBar::Kind kind, const QString &sentence, const QString &actionText,
                     std::function<void()> action) {
  log_.add(sentence);
  messages_.showMessage(kind, sentence, actionText, std::move(action));
}

void Announcer::follow(RunController &controller) {
  connect(&controller, &RunController::started, this, &Announcer::noteStart);
  connect(&controller, &RunController::finished, this, &Announcer::noteEnd);
  connect(&controller, &RunController::warned, this, [this](const QStringList &warnings) {
    tell(MessageBar::Kind::Warning, warnings.join(QLatin1Char(' ')));
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

void Announcer::noteEnd(const RunOutcome &outcome) {
  if (outcome.kind == RunOutcome::Kind::Failed) {
    error(sentence(outcome.error));
    return;
  }
  QStringList scores;
  for (const RegionResult &region : outcome.regions) {
    scores << tr("%1 F1 %2").arg(QString::fromStdString(region.label)).arg(region.f1, 0, 'f', 2);
  }
  note(tr("%1 after %2 steps, %3 s. %4")
           .arg(outcome.kind == RunOutcome::Kind::Finished ? tr("Finished") : tr("Stopped"))
           .arg(outcome.step)
           .arg(outcome.seconds, 0, 'f', 1)
           .arg(scores.join(QStringLiteral(", "))));
}

}  // namespace everyword
