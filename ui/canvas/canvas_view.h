#pragma once

#include <QGraphicsView>

#include "ui/canvas/canvas_layer.h"
#include "ui/canvas/canvas_scene.h"
#include "ui/canvas/canvas_tool.h"
#include "ui/canvas/legend_overlay.h"

namespace everyword {

/// The canvas: zoom at the cursor (wheel), pan (Space or middle button), fit, 1:1, pixel grid above
/// 800 %. The left button belongs to the current tool.
class CanvasView : public QGraphicsView {
  Q_OBJECT

 public:
  explicit CanvasView(CanvasScene &scene, QWidget *parent = nullptr);

  /// The view does not own the tool.
  void setTool(CanvasTool *tool);
  /// The tool that Esc comes back to from another; nullptr: none.
  void setHomeTool(CanvasTool *tool) { homeTool_ = tool; }
  /// What Esc does here: break off a drag, else leave a tool, else drop the selection. Whether
  /// there was any of it.
  bool escape();
  bool canEscape() const;
  /// What the mode has on the canvas; the view does not own it.
  void setLayer(CanvasLayer *layer);
  double zoom() const { return transform().m11(); }
  LegendOverlay &legend() { return *legend_; }

  void zoomIn() { zoomBy(1.25); }
  void zoomOut() { zoomBy(0.8); }
  void fit();
  void actualSize();

 Q_SIGNALS:
  void zoomChanged(double zoom);

 protected:
  void wheelEvent(QWheelEvent *event) override;
  void mousePressEvent(QMouseEvent *event) override;
  void mouseMoveEvent(QMouseEvent *event) override;
  void mouseReleaseEvent(QMouseEvent *event) override;
  void mouseDoubleClickEvent(QMouseEvent *event) override;
  void keyPressEvent(QKeyEvent *event) override;
  void keyReleaseEvent(QKeyEvent *event) override;
  void focusInEvent(QFocusEvent *event) override;
  void focusOutEvent(QFocusEvent *event) override;
  void leaveEvent(QEvent *event) override;
  void resizeEvent(QResizeEvent *event) override;
  void drawForeground(QPainter *painter, const QRectF &rect) override;

 private:
  ToolEvent toolEvent(const QMouseEvent &event) const;
  void setZoom(double zoom);
  void zoomBy(double factor);
  /// What a drag that begins at `event` belongs to; may be nullptr.
  CanvasTool *toolAt(const ToolEvent &event) const;
  void endDrag(const ToolEvent &event);
  void placeLegend();
  void refreshCursor(const ToolEvent &event);

  CanvasScene &scene_;
  CanvasTool *tool_ = nullptr, *homeTool_ = nullptr;
  CanvasLayer *layer_ = nullptr;
  LegendOverlay *legend_;
  bool fitted_ = true;                        ///< follows the window's size until the user zooms
  bool hasKeyFocus_ = false;                  ///< by the keyboard: a frame says so
  bool spaceDown_ = false;                    ///< Space turns the left button into a hand
  Qt::MouseButton panButton_ = Qt::NoButton;  ///< that began to pan
  CanvasTool *dragged_ = nullptr;             ///< has the button
  QPoint panFrom_;
};

}  // namespace everyword
