#pragma once

#include "ui/canvas/canvas_tool.h"
#include "ui/modes/layout/region_geometry.h"

namespace everyword {

/// Picks, moves and resizes regions. Shift keeps a move on one axis and a resize in shape.
class SelectTool : public CanvasTool {
 public:
  using CanvasTool::CanvasTool;
  void press(const ToolEvent &event) override;
  void move(const ToolEvent &event) override;
  void release(const ToolEvent &event) override;
  bool cancel() override;
  QCursor cursorAt(const ToolEvent &event) const override;

 private:
  Grip pickedGripAt(const ToolEvent &event) const;

  Grip grip_ = Grip::None;  ///< what is being dragged
  QPointF pressedAt_;       ///< fractions
  Box startBox_;
  int gesture_ = 0;
  bool moved_ = false;
};

}  // namespace everyword
