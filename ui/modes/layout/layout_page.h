#pragma once

#include "ui/modes/layout/draw_box_tool.h"
#include "ui/modes/layout/label_editor.h"
#include "ui/modes/layout/region_layer.h"
#include "ui/modes/layout/region_list.h"
#include "ui/modes/layout/select_tool.h"
#include "ui/modes/mode_page.h"

namespace everyword {

/// A prompt, and regions that say where things belong.
class LayoutPage : public ModePage {
  Q_OBJECT

 public:
  explicit LayoutPage(const PageContext &context);

  QList<QDockWidget *> panels() override { return {dock_}; }
  QList<CanvasTool *> tools() override { return {&selectTool_, &drawTool_}; }
  QList<QAction *> actions() override { return {rename_, duplicate_, delete_}; }
  CanvasLayer *layer() override { return &layer_; }
  void show(const StepEvent &event) override;
  void clear() override;
  void setKnownWords(const QStringList &words) override { labelEditor_->setKnownWords(words); }
  QString scoresOf(const RunOutcome &outcome) const override;
  QList<std::pair<QString, QString>> gestures() const override;

 private:
  void connectActions();
  void editLabel(int regionId);

  PageContext context_;
  Selection selection_;
  RegionLayer layer_;
  SelectTool selectTool_;
  DrawBoxTool drawTool_;
  LabelEditor *labelEditor_;
  RegionList *list_;
  QDockWidget *dock_;
  QAction *delete_, *duplicate_, *rename_;
};

}  // namespace everyword
