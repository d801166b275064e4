#include "ui/regions/draw_box_tool.h"

#include <algorithm>
#include <cmath>

#include "ui/project/commands/region_commands.h"
#include "ui/project/region_labels.h"
#include "ui/regions/region_geometry.h"
#include "ui/theme/actions.h"

namespace everyword {

DrawBoxTool::DrawBoxTool(RegionContext context)
    : CanvasTool(makeAction(nullptr, "actionDrawTool", tr("Draw a &box"), "draw_box",
                            QKeySequence(Qt::Key_B))),
      context_(context) {}

void DrawBoxTool::press(const ToolEvent &event) {
  drawing_ = action()->isEnabled();  // there may be as many boxes as there can be
  from_ = event.position;
}

QRectF DrawBoxTool::drawnRect(const ToolEvent &event) const {
  QPointF to = event.position;
  if (event.modifiers & Qt::ShiftModifier) {
    const QPointF offset = to - from_;
    const double side = std::max(std::abs(offset.x()), std::abs(offset.y()));
    to = from_ + QPointF(std::copysign(side, offset.x()), std::copysign(side, offset.y()));
  }
  return QRectF(from_, to).normalized().intersected(
      QRectF(QPointF(), context_.layer.pictureSize()));
}

void DrawBoxTool::move(const ToolEvent &event) {
  if (drawing_) {
    context_.layer.setRubberBand(drawnRect(event));
  }
}

void DrawBoxTool::release(const ToolEvent &event) {
  if (!cancel()) {
    return;
  }
  Region region;
  region.box = boxFromPixels(drawnRect(event), context_.layer.pictureSize());
  if (region.box.width < kSmallestSide || region.box.height < kSmallestSide) {
    return;  // a click, not a box
  }
  region.id = context_.document.takeRegionId();
  region.label = suggestedLabel(context_.document.request()).toStdString();
  context_.document.undoStack().push(new AddRegion(context_.document, region));
  context_.selection.select(region.id);
  Q_EMIT drawn(region.id);
}

bool DrawBoxTool::cancel() {
  context_.layer.setRubberBand(QRectF());
  return std::exchange(drawing_, false);
}

}  // namespace everyword
