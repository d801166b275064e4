#include "ui/modes/edit/lambda_bar.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

#include "ui/project/commands/gesture.h"
#include "ui/project/commands/request_commands.h"
#include "ui/theme/spacing.h"

namespace everyword {
namespace {

const ParamSpec &lambdaSpec() { return *findParam("word_lambda"); }

/// As in the guidance panel, but with a slider and names of its own.
ParamSpec withSlider() {
  ParamSpec spec = lambdaSpec();
  spec.name = "edit_lambda";
  spec.advanced = false;
  return spec;
}

}  // namespace

std::vector<double> publishedLambdas() { return {0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5}; }

LambdaBar::LambdaBar(Document &document, RunController &controller, RunGroup &group,
                     QWidget *parent)
    : QFrame(parent),
      document_(document),
      controller_(controller),
      group_(group),
      lambda_(new RealNumberEditor(withSlider(), nullptr)),
      tryAll_(new QPushButton(tr("Try all"))),
      goOn_(new QPushButton(tr("Go on from this"))),
      text_(new ElidedLabel(QString(), Qt::ElideRight)),
      choices_(new QLabel),
      strip_(new LambdaStrip(group)) {
  setObjectName(QStringLiteral("lambdaBar"));
  build();
  connect(lambda_, &ParamEditor::edited, this, [this](const ParamValue &value, int gesture) {
    if (value != lambdaSpec().get(document_.request())) {
      document_.undoStack().push(new SetParam(document_, lambdaSpec(), value, gesture));
    }
  });
  connect(tryAll_, &QPushButton::clicked, this, &LambdaBar::tryAll);
  connect(strip_, &LambdaStrip::clicked, this, &LambdaBar::take);
  connect(goOn_, &QPushButton::clicked, this, [this] {
    Q_EMIT goOnRequested(group_.runs().at(std::size_t(group_.shown())).outcome->latent);
  });
  connect(&document_, &Document::changed, this, &LambdaBar::refresh);
  connect(&controller_, &RunController::stateChanged, this, &LambdaBar::refresh);
  connect(&group_, &RunGroup::reset, this, &LambdaBar::refresh);
  connect(&group_, &RunGroup::changed, this, &LambdaBar::refresh);
  connect(&group_, &RunGroup::shownChanged, this, &LambdaBar::refresh);
  refresh();
}

void LambdaBar::build() {
  lambda_->setToolTip(
      tr("How strongly the run insists on the picked words, 0 to 3.5; 0 is CLIP alone"));
  lambda_->setFixedWidth(232);
  tryAll_->setObjectName(QStringLiteral("tryAll"));
  tryAll_->setToolTip(
      tr("Run lambda 0, 0.5, ..., 3.5 from the same start; the highest CLIP similarity is chosen"));
  goOn_->setObjectName(QStringLiteral("goOnFromCell"));
  goOn_->setToolTip(tr("The next run begins where the one on screen has ended"));
  text_->setObjectName(QStringLiteral("muted"));
  text_->setAccessibleName(tr("About lambda"));
  choices_->setObjectName(QStringLiteral("lambdaChoices"));
  choices_->setAccessibleName(tr("What is chosen, and why"));
  choices_->setWordWrap(true);
  choices_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  auto *label = new QLabel(QString::fromStdString(lambdaSpec().label));
  label->setBuddy(lambda_);
  auto *line = new QHBoxLayout;
  line->setSpacing(kGrid);
  line->addWidget(label);
  line->addWidget(lambda_);
  line->addWidget(tryAll_);
  line->addWidget(text_, 1);
  line->addWidget(goOn_);
  auto *column = new QVBoxLayout(this);
  column->setContentsMargins(2 * kGrid, kHalfGrid, 2 * kGrid, kHalfGrid);
  column->setSpacing(kHalfGrid);
  column->addWidget(strip_);
  column->addWidget(choices_);
  column->addLayout(line);
}

void LambdaBar::tryAll() {
  RunRequest request = document_.toRequest();
  if (request.objective.words.empty()) {
    Q_EMIT refused(
        tr("Pick the words that count under the prompt first: lambda is how strongly the run "
           "insists on them, and without any all of its values give the same picture."));
    return;
  }
  std::vector<RunRequest> requests;
  for (const double lambda : publishedLambdas()) {
    request.objective.wordLambda = lambda;
    requests.push_back(request);
  }
  Q_EMIT runTogetherRequested(requests);
}

void LambdaBar::take(int run) {
  group_.show(run);
  const ParamValue lambda(group_.runs().at(std::size_t(run)).request.objective.wordLambda);
  if (lambda != lambdaSpec().get(document_.request())) {
    document_.undoStack().push(new SetParam(document_, lambdaSpec(), lambda, newGesture()));
  }
}

QString LambdaBar::faithfulSentence() const {
  const int best = group_.mostFaithful();
  if (best < 0) {
    return group_.judgementProblem();
  }
  const QString why = QString::fromStdString(group_.faithful()->why).replace('_', ' ');
  return best == group_.best()
             ? tr("◆ It is the most faithful, too (%1).").arg(why)
             : tr("◆ Lambda %1 is the most faithful (%2).")
                   .arg(group_.runs().at(std::size_t(best)).request.objective.wordLambda, 0, 'f', 1)
                   .arg(why);
}

QString LambdaBar::text() const { return choices_->isHidden() ? text_->text() : choices_->text(); }

QString LambdaBar::sentence() const {
  if (group_.best() >= 0) {
    const RunGroup::Run &best = group_.runs().at(std::size_t(group_.best()));
    return best.similarity
               ? tr("★ Lambda %1 has the highest CLIP similarity, %2: the choice of the paper.")
                     .arg(best.request.objective.wordLambda, 0, 'f', 1)
                     .arg(*best.similarity, 0, 'f', 3)
               : tr("No run has come to a picture.");
  }
  if (controller_.isTogether()) {
    return tr("An edit reaches all of them from the next step on, but each keeps its lambda.");
  }
  const RunRequest request = document_.toRequest();
  if (request.objective.words.empty()) {
    return tr("No words are picked: lambda has no effect yet.");
  }
  QStringList words;
  for (const std::string &word : request.objective.words) {
    words << QString::fromStdString(word);
  }
  return request.objective.wordLambda > 0
             ? tr("Insists on: %1.").arg(words.join(QStringLiteral(", ")))
             : tr("CLIP alone: the picked words have no extra weight.");
}

void LambdaBar::refresh() {
  lambda_->setValue(lambdaSpec().get(document_.request()));
  strip_->setVisible(!group_.isEmpty());
  tryAll_->setEnabled(!controller_.isActive());
  const bool isShown = group_.shown() >= 0 && group_.shown() < int(group_.runs().size());
  goOn_->setVisible(!group_.isEmpty());
  goOn_->setEnabled(isShown && !controller_.isActive() &&
                    group_.runs()[std::size_t(group_.shown())].outcome &&
                    group_.runs()[std::size_t(group_.shown())].outcome->latent);
  const bool hasStrip = !group_.isEmpty();
  text_->setText(hasStrip ? QString() : sentence());
  text_->setToolTip(text_->text());
  choices_->setVisible(hasStrip);
  choices_->setText((sentence() + QLatin1Char(' ') + faithfulSentence()).trimmed());
}

}  // namespace everyword
