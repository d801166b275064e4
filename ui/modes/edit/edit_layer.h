#pragma once

#include "ui/canvas/canvas_layer.h"
#include "ui/modes/edit/before_after.h"
#include "ui/regions/region_layer.h"

namespace everyword {

/// The regions, with the line of before and after in front of the tools.
class EditLayer : public CanvasLayer {
  Q_OBJECT

 public:
  EditLayer(RegionLayer &regions, BeforeAfter &beforeAfter)
      : regions_(regions), beforeAfter_(beforeAfter) {}

  void setViewScale(double scale) override {
    regions_.setViewScale(scale);
    beforeAfter_.setViewScale(scale);
  }
  bool keyPressed(const QKeyEvent &event) override { return regions_.keyPressed(event); }
  bool hasSelection() const override { return regions_.hasSelection(); }
  void clearSelection() override { regions_.clearSelection(); }
  CanvasTool *handleAt(const ToolEvent &event) override {
    return beforeAfter_.isHandleAt(event) ? &beforeAfter_ : nullptr;
  }
  void doubleClicked(const QPointF &position) override { regions_.doubleClicked(position); }
  QString emptyHint() const override {
    return tr(
        "Write above what the face should become,\n"
        "pick the words that count,\n"
        "then press Generate (Ctrl+Return).");
  }

 private:
  RegionLayer &regions_;
  BeforeAfter &beforeAfter_;
};

}  // namespace everyword
