#include "ui/regions/region_editing.h"

#include "engine/api/run_request_check.h"
#include "ui/project/commands/region_commands.h"
#include "ui/theme/actions.h"

namespace everyword {

RegionEditing::RegionEditing(Document &document, HeatMapSettings &heatMap, CanvasScene &scene,
                             CanvasView &canvas)
    : document_(document),
      heatMap_(heatMap),
      canvas_(canvas),
      layer_(document, selection_, scene),
      selectTool_({document, selection_, layer_}),
      drawTool_({document, selection_, layer_}),
      labelEditor_(new LabelEditor(document, canvas.viewport())),
      list_(new RegionList(document, selection_)),
      dock_(makeDock(QStringLiteral("regionsDock"), tr("Regions"), list_)),
      delete_(
          makeAction(this, "actionDelete", tr("&Delete region"), "trash", QKeySequence::Delete)),
      duplicate_(makeAction(this, "actionDuplicate", tr("D&uplicate region"), "duplicate",
                            QKeySequence(Qt::CTRL | Qt::Key_D))),
      rename_(makeAction(this, "actionRename", tr("Re&name region"), nullptr,
                         QKeySequence(Qt::Key_F2))) {
  selectTool_.setParent(this);
  drawTool_.setParent(this);
  connectActions();
  connectEditor();
  connect(&document_, &Document::changed, this, [this] {
    if (selection_.regionId() >= 0 && !document_.region(selection_.regionId())) {
      selection_.clear();
    }
  });
  // The heat map, when it is turned on, is that of the picked region.
  connect(&heatMap_, &HeatMapSettings::aboutToShow, this, [this] {
    if (selection_.regionId() >= 0) {
      heatMap_.choosePhrase(selection_.regionId());
    }
  });
}

RegionEditing::~RegionEditing() { delete labelEditor_; }

void RegionEditing::connectEditor() {
  connect(&layer_, &RegionLayer::renameRequested, this, &RegionEditing::editLabel);
  connect(labelEditor_, &LabelEditor::closed, &canvas_, [this] { canvas_.setFocus(); });
  connect(labelEditor_, &LabelEditor::refused, this, &RegionEditing::refused);
  connect(list_, &RegionList::refused, this, &RegionEditing::refused);
  connect(list_, &RegionList::drawRequested, drawTool_.action(), &QAction::trigger);
  connect(&drawTool_, &DrawBoxTool::drawn, this, [this](int regionId) {
    selectTool_.action()->trigger();
    editLabel(regionId);
  });
}

void RegionEditing::connectActions() {
  connect(delete_, &QAction::triggered, this, [this] {
    document_.undoStack().push(new DeleteRegion(document_, selection_.regionId()));
  });
  connect(duplicate_, &QAction::triggered, this, [this] {
    document_.undoStack().push(new DuplicateRegion(document_, selection_.regionId()));
    selection_.select(document_.request().objective.regions.back().id);
  });
  connect(rename_, &QAction::triggered, this, [this] { editLabel(selection_.regionId()); });
  const auto refresh = [this] {
    for (QAction *action : actions()) {
      action->setEnabled(selection_.regionId() >= 0);
    }
    const bool isFull = document_.request().objective.regions.size() >= kMostRegions;
    duplicate_->setEnabled(duplicate_->isEnabled() && !isFull);
    drawTool_.action()->setEnabled(!isFull);
  };
  connect(&selection_, &Selection::changed, this, refresh);
  connect(&document_, &Document::changed, this, refresh);
  refresh();
}

void RegionEditing::editLabel(int regionId) {
  if (const RegionItem *item = layer_.itemOf(regionId)) {
    labelEditor_->edit(regionId, canvas_.mapFromScene(item->rect().topLeft()));
  }
}

void RegionEditing::setScores(const std::vector<RegionScore> &scores) {
  layer_.setScores(scores);
  list_->setScores(scores);
}

QString RegionEditing::scoresOf(const RunOutcome &outcome) const {
  QStringList scores;
  for (const RegionResult &region : outcome.regions) {
    scores << tr("%1 F1 %2").arg(QString::fromStdString(region.label)).arg(region.f1, 0, 'f', 2);
    if (region.looksLike && !region.looksLike->own) {
      scores.back() += QLatin1Char(' ') +
                       tr("(looks like %1)").arg(QString::fromStdString(region.looksLike->name));
    }
  }
  return scores.join(QStringLiteral(", "));
}

QList<std::pair<QString, QString>> RegionEditing::gestures() const {
  return {{tr("Move the picked region"), tr("Arrows; with Shift by ten pixels")},
          {tr("Keep shape or direction while dragging"), tr("Shift")}};
}

}  // namespace everyword
