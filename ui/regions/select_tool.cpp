#include "ui/regions/select_tool.h"

#include <cmath>

#include "ui/project/commands/gesture.h"
#include "ui/project/commands/region_commands.h"
#include "ui/theme/actions.h"

namespace everyword {
namespace {
constexpr double kReach = 8;      // screen pixels around a handle's centre
constexpr double kDragStart = 3;  // screen pixels before a click becomes a drag
}  // namespace

SelectTool::SelectTool(RegionContext context)
    : CanvasTool(makeAction(nullptr, "actionSelectTool", tr("&Select and move"), "select",
                            QKeySequence(Qt::Key_V))),
      context_(context) {}

Grip SelectTool::pickedGripAt(const ToolEvent &event) const {
  const RegionItem *item = context_.layer.itemOf(context_.selection.regionId());
  return item ? gripAt(item->rect(), event.position, kReach / event.viewScale, true) : Grip::None;
}

void SelectTool::press(const ToolEvent &event) {
  grip_ = pickedGripAt(event);
  if (grip_ == Grip::None) {
    const int region = context_.layer.regionAt(event.position);
    context_.selection.select(region);
    grip_ = region < 0 ? Grip::None : Grip::Inside;
  }
  if (grip_ != Grip::None) {
    startBox_ = context_.document.region(context_.selection.regionId())->box;
    pressedAt_ = event.inFractions(context_.layer.pictureSize());
    gesture_ = newGesture();
    moved_ = false;
  }
}

void SelectTool::move(const ToolEvent &event) {
  const int id = context_.selection.regionId();
  if (grip_ == Grip::None || !context_.document.region(id)) {
    return;
  }
  const QSizeF size = context_.layer.pictureSize();
  QPointF offset = event.inFractions(size) - pressedAt_;
  const double travelled =
      std::hypot(offset.x() * size.width(), offset.y() * size.height()) * event.viewScale;
  if (!moved_ && travelled < kDragStart) {
    return;
  }
  moved_ = true;
  const bool constrain = event.modifiers & Qt::ShiftModifier;
  Box box;
  if (grip_ == Grip::Inside) {
    if (constrain) {
      (std::abs(offset.x()) > std::abs(offset.y()) ? offset.ry() : offset.rx()) = 0;
    }
    box = movedBox(startBox_, offset.x(), offset.y());
  } else {
    const QPointF corner = handlePosition(rectInPixels(startBox_, QSizeF(1, 1)), grip_);
    box = resizedBox(startBox_, grip_, corner + offset, constrain);
  }
  if (!(box == context_.document.region(id)->box)) {
    context_.document.undoStack().push(new MoveRegion(context_.document, id, box, gesture_));
  }
}

void SelectTool::release(const ToolEvent &) { grip_ = Grip::None; }

bool SelectTool::cancel() {
  const int id = context_.selection.regionId();
  const bool dragging = grip_ != Grip::None && moved_ && context_.document.region(id);
  if (dragging) {
    // Merges with the drag's step into one that changes nothing, which the undo stack then drops.
    context_.document.undoStack().push(new MoveRegion(context_.document, id, startBox_, gesture_));
  }
  grip_ = Grip::None;
  return dragging;
}

QCursor SelectTool::cursorAt(const ToolEvent &event) const {
  const Grip grip = grip_ != Grip::None ? grip_ : pickedGripAt(event);
  if (grip != Grip::None) {
    return cursorOf(grip);
  }
  return context_.layer.regionAt(event.position) < 0 ? Qt::ArrowCursor : Qt::PointingHandCursor;
}

}  // namespace everyword
