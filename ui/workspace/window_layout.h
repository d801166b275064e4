#pragma once

#include <QObject>

#include "ui/workspace/main_window.h"

namespace everyword {

/// Size and place of the window, the panels of each mode and the look of the heat map, from one
/// start of the program to the next. Of a window that has not been shown yet.
class WindowLayout : public QObject {
  Q_OBJECT

 public:
  /// Restores what was saved when the window was last closed; where that screen is gone the window
  /// opens on another.
  explicit WindowLayout(MainWindow &window);

 protected:
  /// Saves all when the window is asked to close.
  bool eventFilter(QObject *watched, QEvent *event) override;

 private:
  void restorePanels();
  void savePanels();

  MainWindow &window_;
};

}  // namespace everyword
