#include "ui/modes/edit/lambda_strip.h"

#include <QHBoxLayout>

#include "ui/theme/spacing.h"

namespace everyword {
namespace {
constexpr int kSide = 72;
}  // namespace

LambdaStrip::LambdaStrip(RunGroup &group, QWidget *parent) : QWidget(parent), group_(group) {
  setObjectName(QStringLiteral("lambdaStrip"));
  setAccessibleName(tr("Results by lambda"));
  auto *row = new QHBoxLayout(this);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(2);
  connect(&group_, &RunGroup::reset, this, &LambdaStrip::rebuild);
  connect(&group_, &RunGroup::changed, this, &LambdaStrip::refresh);
  connect(&group_, &RunGroup::shownChanged, this, [this] {
    for (int run = 0; run < count(); ++run) {
      refresh(run);
    }
  });
  rebuild();
}

void LambdaStrip::rebuild() {
  auto *row = static_cast<QHBoxLayout *>(layout());
  while (QLayoutItem *item = row->takeAt(0)) {
    delete item;
  }
  for (PictureButton *cell : cells_) {
    cell->hide();
    cell->deleteLater();
  }
  cells_.clear();
  row->addStretch(1);
  for (int run = 0; run < int(group_.runs().size()); ++run) {
    auto *cell = new PictureButton(kSide, 2);
    connect(cell, &QAbstractButton::clicked, this, [this, run] { Q_EMIT clicked(run); });
    row->addWidget(cell);
    cells_.push_back(cell);
  }
  row->addStretch(1);
  for (int run = 0; run < count(); ++run) {
    refresh(run);
  }
}

void LambdaStrip::refresh(int index) {
  const RunGroup::Run &run = group_.runs().at(std::size_t(index));
  PictureButton &cell = *cells_.at(std::size_t(index));
  const QString lambda = QString::number(run.request.objective.wordLambda, 'f', 1);
  const bool failed = run.outcome && run.outcome->kind == RunOutcome::Kind::Failed;
  const QString similarity = failed           ? tr("failed")
                             : run.similarity ? QString::number(*run.similarity, 'f', 3)
                                              : QStringLiteral("…");
  const bool chosen = index == group_.best();
  cell.setPicture(run.newest());
  cell.setEnabled(cell.hasPicture());
  cell.setLines({QStringLiteral("λ %1").arg(lambda), similarity});
  cell.setPicked(index == group_.shown());
  const bool faithful = index == group_.mostFaithful();
  cell.setMark((chosen ? QStringLiteral("★") : QString()) +
               (faithful ? QStringLiteral("◆") : QString()));
  cell.setAccessibleName(tr("Lambda %1, CLIP similarity %2").arg(lambda, similarity));
  QString tip = tr("Lambda %1: CLIP similarity of picture and prompt %2.").arg(lambda, similarity);
  if (chosen) {
    tip += QLatin1Char(' ') + tr("The highest: the choice of the paper.");
  }
  if (faithful) {
    tip +=
        QLatin1Char(' ') + tr("The most faithful: what is asked for is there, the rest is kept.");
  }
  cell.setToolTip(tip + QLatin1Char(' ') + tr("Click to see it and to take its lambda."));
}

}  // namespace everyword
