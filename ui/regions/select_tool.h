#pragma once

#include "ui/canvas/canvas_tool.h"
#include "ui/regions/region_geometry.h"
#include "ui/regions/region_layer.h"

namespace everyword {

/// What the tools of the regions work on. Outlives them.
struct RegionContext {
  Document &document;
  Selection &selection;
  RegionLayer &layer;
};

/// Picks, moves and resizes regions. Shift keeps a move on one axis and a resize in shape.
class SelectTool : public CanvasTool {
  Q_OBJECT

 public:
  explicit SelectTool(RegionContext context);
  void press(const ToolEvent &event) override;
  void move(const ToolEvent &event) override;
  void release(const ToolEvent &event) override;
  bool cancel() override;
  QCursor cursorAt(const ToolEvent &event) const override;

 private:
  Grip pickedGripAt(const ToolEvent &event) const;

  RegionContext context_;
  Grip grip_ = Grip::None;  ///< what is being dragged
  QPointF pressedAt_;       ///< fractions
  Box startBox_;
  int gesture_ = 0;
  bool moved_ = false;
};

}  // namespace everyword
