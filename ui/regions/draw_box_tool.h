#pragma once

#include "ui/regions/select_tool.h"

namespace everyword {

/// Draws a new region. Shift draws a square.
class DrawBoxTool : public CanvasTool {
  Q_OBJECT

 public:
  explicit DrawBoxTool(RegionContext context);
  void press(const ToolEvent &event) override;
  void move(const ToolEvent &event) override;
  void release(const ToolEvent &event) override;
  bool cancel() override;
  QCursor cursorAt(const ToolEvent &) const override { return Qt::CrossCursor; }

 Q_SIGNALS:
  /// A region was drawn: it wants a label.
  void drawn(int regionId);

 private:
  QRectF drawnRect(const ToolEvent &event) const;

  RegionContext context_;
  bool drawing_ = false;
  QPointF from_;  ///< scene units
};

}  // namespace everyword
