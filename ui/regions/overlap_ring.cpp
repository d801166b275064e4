#include "ui/regions/overlap_ring.h"

#include <QPainter>
#include <algorithm>

#include "engine/api/region_truth.h"
#include "ui/theme/spacing.h"
#include "ui/theme/theme.h"

namespace everyword {
namespace {

/// How a region fares, in words and not by colour alone.
enum class OverlapState { Elsewhere, Drifting, Here };

/// `overlap` is the Dice of soft relevance map and box, [0, 1].
OverlapState overlapState(double overlap) {
  return overlap >= kHoldsAttention       ? OverlapState::Here
         : overlap >= kAttentionElsewhere ? OverlapState::Drifting
                                          : OverlapState::Elsewhere;
}

QString overlapWord(OverlapState state) {
  switch (state) {
    case OverlapState::Elsewhere:
      return QCoreApplication::translate("OverlapState", "attention elsewhere");
    case OverlapState::Drifting:
      return QCoreApplication::translate("OverlapState", "attention drifting");
    case OverlapState::Here:
      break;
  }
  return QCoreApplication::translate("OverlapState", "attention here");
}

QColor overlapColour(OverlapState state) {
  const ThemeColours &colours = themeColours();
  return state == OverlapState::Elsewhere  ? colours.bad
         : state == OverlapState::Drifting ? colours.warning
                                           : colours.good;
}

constexpr int kRing = 16;
}  // namespace

OverlapRing::OverlapRing(QWidget *parent) : QWidget(parent) {
  setObjectName(QStringLiteral("overlapRing"));
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  setOverlap(std::nullopt, false);
}

void OverlapRing::setOverlap(std::optional<double> overlap, bool hasRun) {
  overlap_ = overlap;
  hasRun_ = hasRun;
  setAccessibleName(tr("Overlap of relevance and box: %1").arg(text()));
  setToolTip(
      tr("How much of what the picture's relevance for this phrase and the box have in common "
         "(Dice).\n"
         "From 0.50: here. From 0.25: drifting. Below: elsewhere."));
  update();
}

QString OverlapRing::text() const {
  return overlap_ ? QStringLiteral("%1 %2")
                        .arg(overlapWord(overlapState(*overlap_)))
                        .arg(*overlap_, 0, 'f', 2)
         : hasRun_ ? tr("not measured")
                   : tr("not run yet");
}

QSize OverlapRing::sizeHint() const {
  return {kRing + kGrid +
              fontMetrics().horizontalAdvance(QStringLiteral("attention elsewhere 0.00")) + 2,
          std::max(kRing + 4, fontMetrics().height())};
}

void OverlapRing::paintEvent(QPaintEvent *) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const QRectF ring(2, (height() - kRing) / 2.0 + 1, kRing - 2, kRing - 2);
  painter.setPen(QPen(themeColours().border, 3));
  painter.drawEllipse(ring);
  if (overlap_) {
    painter.setPen(QPen(overlapColour(overlapState(*overlap_)), 3, Qt::SolidLine, Qt::FlatCap));
    painter.drawArc(ring, 90 * 16, -static_cast<int>(std::clamp(*overlap_, 0.0, 1.0) * 360 * 16));
  }
  painter.setPen(overlap_ ? themeColours().text : themeColours().mutedText);
  painter.drawText(rect().adjusted(kRing + kGrid - 2, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft,
                   text());
}

}  // namespace everyword
