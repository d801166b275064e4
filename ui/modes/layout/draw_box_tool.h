#pragma once

#include "ui/canvas/canvas_tool.h"

namespace everyword {

/// Draws a new region. Shift draws a square.
class DrawBoxTool : public CanvasTool {
 public:
  using CanvasTool::CanvasTool;
  void press(const ToolEvent &event) override;
  void move(const ToolEvent &event) override;
  void release(const ToolEvent &event) override;
  bool cancel() override;
  QCursor cursorAt(const ToolEvent &) const override { return Qt::CrossCursor; }

 private:
  QRectF drawnRect(const ToolEvent &event) const;

  bool drawing_ = false;
  QPointF from_;  ///< scene units
};

}  // namespace everyword
