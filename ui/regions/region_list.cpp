#include "ui/regions/region_list.h"

#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QTimer>

#include "ui/theme/icons.h"
#include "ui/theme/spacing.h"

namespace everyword {

RegionList::RegionList(Document &document, Selection &selection, QWidget *parent)
    : QWidget(parent), document_(document), selection_(selection) {
  setObjectName(QStringLiteral("regionList"));
  setAccessibleName(tr("Regions"));
  auto *content = new QWidget;
  rows_ = new QVBoxLayout(content);
  rows_->setContentsMargins(0, 0, 0, 0);
  rows_->setSpacing(2);
  auto *hint = new QLabel(tr("No regions: the prompt alone guides the whole picture."));
  hint->setObjectName(QStringLiteral("muted"));
  hint->setWordWrap(true);
  hint->setContentsMargins(kHalfGrid, 0, kHalfGrid, 0);
  emptyHint_ = hint;
  auto *scroll = new QScrollArea;
  scroll->setWidgetResizable(true);
  scroll->setFrameShape(QFrame::NoFrame);
  scroll->setFocusPolicy(Qt::NoFocus);
  scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  scroll->setWidget(content);
  auto *draw = new QPushButton(themedIcon(QStringLiteral("plus")), tr("Draw a region"));
  draw->setObjectName(QStringLiteral("drawRegionButton"));
  draw->setToolTip(tr("Draw a box on the canvas (B)"));
  connect(draw, &QPushButton::clicked, this, &RegionList::drawRequested);
  auto *layout = new QVBoxLayout(this);
  layout->setContentsMargins(kGrid, kHalfGrid, kGrid, kGrid);
  layout->setSpacing(kGrid);
  layout->addWidget(emptyHint_);
  layout->addWidget(scroll, 1);
  layout->addWidget(draw);
  connect(&document_, &Document::changed, this, &RegionList::onDocumentChanged);
  connect(&selection_, &Selection::changed, this, [this, scroll](int picked) {
    for (const auto &[id, row] : rowOf_) {
      row->setPicked(id == picked);
    }
    if (RegionRow *shown = row(picked)) {
      // A row that has just come has no place before the layout is done.
      QTimer::singleShot(0, shown,
                         [scroll, shown] { scroll->ensureWidgetVisible(shown, 0, kGrid); });
    }
  });
  rebuild();
}

void RegionList::setScores(const std::vector<RegionScore> &scores) {
  scores_.clear();
  for (const RegionScore &score : scores) {
    scores_[score.regionId] = score;
  }
  applyScores();
}

RegionRow *RegionList::row(int regionId) const {
  const auto found = rowOf_.find(regionId);
  return found == rowOf_.end() ? nullptr : found->second;
}

void RegionList::onDocumentChanged(const ChangeEvent &event) {
  switch (event.kind) {
    case ChangeEvent::Kind::Everything:
    case ChangeEvent::Kind::RegionAdded:
    case ChangeEvent::Kind::RegionRemoved:
      rebuild();
      break;
    default:
      if (RegionRow *changed = row(event.regionId)) {
        changed->refresh();
      }
  }
}

void RegionList::rebuild() {
  for (const auto &[id, row] : rowOf_) {
    row->hide();
    row->deleteLater();  // it may be the sender of what brought us here
  }
  rowOf_.clear();
  while (QLayoutItem *item = rows_->takeAt(0)) {
    delete item;
  }
  for (const Region &region : document_.request().objective.regions) {
    auto *row = new RegionRow(document_, region.id);
    connect(row, &RegionRow::picked, &selection_, &Selection::select);
    connect(row, &RegionRow::refused, this, &RegionList::refused);
    row->setPicked(region.id == selection_.regionId());
    rows_->addWidget(row);
    rowOf_[region.id] = row;
  }
  rows_->addStretch();
  emptyHint_->setVisible(rowOf_.empty());
  applyScores();
}

void RegionList::applyScores() {
  for (const auto &[id, row] : rowOf_) {
    const auto found = scores_.find(id);
    row->setScore(found == scores_.end() ? nullptr : &found->second);
  }
}

}  // namespace everyword
