#include "ui/timeline/score_lanes.h"

#include <QMouseEvent>
#include <QPainter>
#include <algorithm>
#include <cmath>

#include "ui/project/prompt_words.h"
#include "ui/theme/picture_colours.h"
#include "ui/theme/spacing.h"
#include "ui/theme/theme.h"
#include "ui/timeline/chart_painter.h"

namespace everyword {
namespace {
constexpr int kLane = 26, kLabelWidth = 88, kNumberWidth = 40;
}  // namespace

ScoreLanes::ScoreLanes(RunHistory &history, QWidget *parent) : QWidget(parent), history_(history) {
  setObjectName(QStringLiteral("scoreLanes"));
  setAccessibleName(tr("Overlap of the regions and relevance of the words over the steps"));
  setToolTip(
      tr("Overlap of each region, then relevance of each word, from 0 to 1. Click to see the "
         "picture of a step."));
  connect(&history_, &RunHistory::cleared, this, &ScoreLanes::reset);
  connect(&history_, &RunHistory::stepsAdded, this, &ScoreLanes::addSteps);
  connect(&history_, &RunHistory::framesChanged, this, &ScoreLanes::addWords);
}

QSize ScoreLanes::sizeHint() const { return {320, std::max(1, int(lanes_.size())) * kLane}; }

void ScoreLanes::reset() {
  lanes_.clear();
  readSteps_ = 0;
  lastWordStep_ = -1;
  updateGeometry();
  update();
}

ScoreLanes::Lane &ScoreLanes::laneFor(const std::string &key, const QString &label,
                                      const QColor &colour) {
  const auto found = std::find_if(lanes_.begin(), lanes_.end(),
                                  [&](const auto &entry) { return entry.first == key; });
  if (found != lanes_.end()) {
    return found->second;
  }
  lanes_.emplace_back(key, Lane{label, colour, {}});
  updateGeometry();
  return lanes_.back().second;
}

void ScoreLanes::addSteps() {
  const auto &steps = history_.steps();
  for (; readSteps_ < steps.size(); ++readSteps_) {
    const StepEvent &event = steps[readSteps_];
    steps_ = std::max(1, event.steps);
    for (const RegionScore &score : event.regions) {
      if (!score.overlap) {
        continue;
      }
      Lane &lane = laneFor("region " + std::to_string(score.regionId),
                           QString::fromStdString(score.label), regionColour(score.regionId));
      lane.label = QString::fromStdString(score.label);
      lane.points.emplace_back(event.step, *score.overlap);
    }
  }
  update();
}

void ScoreLanes::addWords() {
  const auto &frames = history_.frames();
  const auto fresh = std::find_if(frames.begin(), frames.end(), [this](const StepEvent &event) {
    return event.step > lastWordStep_;
  });
  for (auto event = fresh; event != frames.end(); ++event) {
    lastWordStep_ = event->step;
    for (const WordScore &score : event->words) {
      const QString word = QString::fromStdString(score.word);
      if (!isFunctionWord(word)) {
        laneFor("word " + score.word, tr("“%1”").arg(word), QColor())
            .points.emplace_back(event->step, score.relevance);
      }
    }
  }
  update();
}

QRectF ScoreLanes::plotOf(std::size_t lane) const {
  return {double(kLabelWidth), lane * double(kLane) + 3,
          double(std::max(20, width() - kLabelWidth - kNumberWidth)), kLane - 6.0};
}

void ScoreLanes::paintLane(QPainter &painter, std::size_t index) const {
  const Lane &lane = lanes_[index].second;
  const QRectF plot = plotOf(index);
  const QRectF label(0, index * double(kLane), kLabelWidth - kGrid, kLane);
  painter.setPen(themeColours().text);
  painter.drawText(label, Qt::AlignVCenter | Qt::AlignLeft,
                   fontMetrics().elidedText(lane.label, Qt::ElideRight, int(label.width())));
  painter.fillRect(plot, themeColours().hover);
  painter.setPen(QPen(lane.colour.isValid() ? lane.colour : themeColours().accent, 1.5));
  paintLine(painter, {plot, 0, double(steps_), 0, 1}, lane.points);
  painter.setPen(themeColours().text);
  if (!lane.points.empty()) {
    painter.drawText(QRectF(plot.right(), label.top(), kNumberWidth, kLane),
                     Qt::AlignVCenter | Qt::AlignRight,
                     QString::number(lane.points.back().y(), 'f', 2));
  }
}

void ScoreLanes::paintEvent(QPaintEvent *) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  if (lanes_.empty()) {
    painter.setPen(themeColours().mutedText);
    painter.drawText(rect(), Qt::AlignCenter | Qt::TextWordWrap,
                     tr("Overlap and word relevance appear here."));
    return;
  }
  for (std::size_t index = 0; index < lanes_.size(); ++index) {
    paintLane(painter, index);
  }
}

void ScoreLanes::mousePressEvent(QMouseEvent *event) {
  if (!lanes_.empty()) {
    const PlotArea plot{plotOf(0), 0, double(steps_), 0, 1};
    Q_EMIT stepPicked(int(std::lround(plot.valueAt(event->position().x()))));
  }
}

}  // namespace everyword
