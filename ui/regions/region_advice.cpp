#include "ui/regions/region_advice.h"

#include <QHBoxLayout>
#include <QVBoxLayout>
#include <algorithm>

#include "engine/api/region_truth.h"
#include "ui/project/commands/gesture.h"
#include "ui/project/commands/region_commands.h"
#include "ui/project/commands/request_commands.h"
#include "ui/theme/spacing.h"

namespace everyword {
namespace {

constexpr double kRaise = 1.5;  ///< of a click

QToolButton *answer(const QString &name, const QString &text, const QString &tip) {
  auto *button = new QToolButton;
  button->setObjectName(name);
  button->setText(text);
  button->setToolTip(tip);
  button->setAccessibleDescription(tip);
  button->setFocusPolicy(Qt::TabFocus);
  return button;
}

}  // namespace

QString adviceOn(const RegionScore &score) {
  if (!score.looksLike || isTrue(score)) {
    return {};
  }
  const LooksLike &look = *score.looksLike;
  const bool isHere = score.overlap && *score.overlap >= kHoldsAttention;
  return !look.leak.empty() ? QString::fromStdString(look.leak)
         : look.own && score.overlap
             ? RegionAdvice::tr("It looks right, but the attention is elsewhere")
         : isHere && !look.own ? RegionAdvice::tr("The attention is here, but it looks like %1")
                                     .arg(QString::fromStdString(look.name))
                               : QString();
}

RegionAdvice::RegionAdvice(Document &document, int regionId, QWidget *parent)
    : QWidget(parent),
      document_(document),
      regionId_(regionId),
      sentence_(new QLabel),
      weightUp_(answer(QStringLiteral("weightUpButton"), tr("Weight up"),
                       tr("This region counts half as much again"))),
      pushAway_(answer(QStringLiteral("pushAwayButton"), tr("Push others away"),
                       tr("Lambda counts half as much again: every phrase is drawn harder into its "
                          "own box, and out of this one"))) {
  setObjectName(QStringLiteral("regionAdvice"));
  sentence_->setObjectName(QStringLiteral("adviceSentence"));
  sentence_->setWordWrap(true);
  auto *answers = new QHBoxLayout;
  answers->setSpacing(kHalfGrid);
  answers->addWidget(weightUp_);
  answers->addWidget(pushAway_);
  answers->addStretch();
  auto *column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(2);
  column->addWidget(sentence_);
  column->addLayout(answers);
  connect(weightUp_, &QToolButton::clicked, this, &RegionAdvice::raiseWeight);
  connect(pushAway_, &QToolButton::clicked, this, &RegionAdvice::pushOthersAway);
  hide();
}

void RegionAdvice::setScore(const RegionScore *score) {
  const QString sentence = score ? adviceOn(*score) : QString();
  sentence_->setText(sentence);
  setVisible(!sentence.isEmpty());
}

void RegionAdvice::raiseWeight() {
  constexpr double kMost = 10;  // of the row's field
  const Region *region = document_.region(regionId_);
  if (region && region->weight < kMost) {
    const double weight = std::min(kMost, std::max(0.1, region->weight) * kRaise);
    document_.undoStack().push(new SetRegionWeight(document_, regionId_, weight, newGesture()));
  }
}

void RegionAdvice::pushOthersAway() {
  const ParamSpec &spec = *findParam("lambda");
  const double lambda = document_.request().objective.lambda;
  if (lambda < spec.maximum) {
    document_.undoStack().push(new SetParam(
        document_, spec, std::min(spec.maximum, std::max(0.1, lambda) * kRaise), newGesture()));
  }
}

}  // namespace everyword
