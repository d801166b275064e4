#include "ui/modes/layout/layout_page.h"

#include "engine/api/run_request_check.h"
#include "ui/project/commands/region_commands.h"
#include "ui/theme/actions.h"

namespace everyword {

LayoutPage::LayoutPage(const PageContext &context)
    : context_(context),
      layer_(context.document, selection_, context.scene),
      selectTool_({context.document, selection_, layer_}),
      drawTool_({context.document, selection_, layer_}),
      labelEditor_(new LabelEditor(context.document, context.canvas.viewport())),
      list_(new RegionList(context.document, selection_)),
      dock_(makeDock(QStringLiteral("regionsDock"), tr("Regions"), list_)),
      delete_(
          makeAction(this, "actionDelete", tr("&Delete region"), "trash", QKeySequence::Delete)),
      duplicate_(makeAction(this, "actionDuplicate", tr("D&uplicate region"), "duplicate",
                            QKeySequence(Qt::CTRL | Qt::Key_D))),
      rename_(makeAction(this, "actionRename", tr("Re&name region"), nullptr,
                         QKeySequence(Qt::Key_F2))) {
  selectTool_.setParent(this);
  drawTool_.setParent(this);
  context.canvas.setAccessibleDescription(
      tr("The picture with its regions. B draws a box, V picks, arrows move the picked box."));
  connectActions();
  connect(&context.document, &Document::changed, this, [this] {
    if (selection_.regionId() >= 0 && !context_.document.region(selection_.regionId())) {
      selection_.clear();
    }
  });
  connect(&layer_, &RegionLayer::renameRequested, this, &LayoutPage::editLabel);
  connect(labelEditor_, &LabelEditor::closed, &context.canvas,
          [this] { context_.canvas.setFocus(); });
  connect(labelEditor_, &LabelEditor::refused, this, &ModePage::refused);
  connect(list_, &RegionList::refused, this, &ModePage::refused);
  connect(list_, &RegionList::drawRequested, drawTool_.action(), &QAction::trigger);
  connect(&drawTool_, &DrawBoxTool::drawn, this, [this](int regionId) {
    selectTool_.action()->trigger();
    editLabel(regionId);
  });
  // The heat map, when it is turned on, is that of the picked region.
  connect(&context.heatMap, &HeatMapSettings::aboutToShow, this, [this] {
    if (selection_.regionId() >= 0) {
      context_.heatMap.choosePhrase(selection_.regionId());
    }
  });
}

void LayoutPage::connectActions() {
  Document &document = context_.document;
  connect(delete_, &QAction::triggered, this, [this, &document] {
    document.undoStack().push(new DeleteRegion(document, selection_.regionId()));
  });
  connect(duplicate_, &QAction::triggered, this, [this, &document] {
    document.undoStack().push(new DuplicateRegion(document, selection_.regionId()));
    selection_.select(document.request().objective.regions.back().id);
  });
  connect(rename_, &QAction::triggered, this, [this] { editLabel(selection_.regionId()); });
  const auto refresh = [this, &document] {
    for (QAction *action : actions()) {
      action->setEnabled(selection_.regionId() >= 0);
    }
    const bool isFull = document.request().objective.regions.size() >= kMostRegions;
    duplicate_->setEnabled(duplicate_->isEnabled() && !isFull);
    drawTool_.action()->setEnabled(!isFull);
  };
  connect(&selection_, &Selection::changed, this, refresh);
  connect(&document, &Document::changed, this, refresh);
  refresh();
}

void LayoutPage::editLabel(int regionId) {
  if (const RegionItem *item = layer_.itemOf(regionId)) {
    labelEditor_->edit(regionId, context_.canvas.mapFromScene(item->rect().topLeft()));
  }
}

void LayoutPage::show(const StepEvent &event) {
  layer_.setScores(event.regions);
  list_->setScores(event.regions);
}

void LayoutPage::clear() { show({}); }

QString LayoutPage::scoresOf(const RunOutcome &outcome) const {
  QStringList scores;
  for (const RegionResult &region : outcome.regions) {
    scores << tr("%1 F1 %2").arg(QString::fromStdString(region.label)).arg(region.f1, 0, 'f', 2);
  }
  return scores.join(QStringLiteral(", "));
}

QList<std::pair<QString, QString>> LayoutPage::gestures() const {
  return {{tr("Move the picked region"), tr("Arrows; with Shift by ten pixels")},
          {tr("Keep shape or direction while dragging"), tr("Shift")}};
}

}  // namespace everyword
