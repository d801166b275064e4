#pragma once

#include <QEvent>
#include <QLayout>
#include <QWidget>
#include <algorithm>

#include "ui/theme/spacing.h"

namespace everyword {

/// Keeps a widget with a layout at the top of its parent, over what is there, as high as its text
/// needs: it comes and goes without moving anything.
class FloatAtTop : public QObject {
 public:
  explicit FloatAtTop(QWidget &widget) : QObject(&widget), widget_(widget) {
    widget.installEventFilter(this);
    widget.parentWidget()->installEventFilter(this);
  }

 protected:
  bool eventFilter(QObject *watched, QEvent *event) override {
    const bool ofParent = watched == widget_.parentWidget();
    const QEvent::Type type = event->type();
    if (ofParent ? type == QEvent::Resize : type == QEvent::Show || type == QEvent::LayoutRequest) {
      place();
    }
    return false;
  }

 private:
  void place() {
    constexpr int kWidest = 760;
    const int room = widget_.parentWidget()->width();
    const int width = std::min(room - 2 * kGrid, kWidest);
    const QLayout &layout = *widget_.layout();
    const int height = layout.hasHeightForWidth() ? layout.totalHeightForWidth(width)
                                                  : layout.totalSizeHint().height();
    widget_.setGeometry((room - width) / 2, kGrid, width, height);
    widget_.raise();
  }

  QWidget &widget_;
};

}  // namespace everyword
