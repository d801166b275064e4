#pragma once

#include <QMainWindow>
#include <QObject>

namespace everyword {

/// Size, place and panels of a window, from one start of the program to the next. Of a window that
/// has not been shown yet; it has to have an object name.
class WindowLayout : public QObject {
  Q_OBJECT

 public:
  /// Restores what was saved when the window was last closed; where that screen is gone the window
  /// opens on another.
  explicit WindowLayout(QMainWindow &window);

 protected:
  /// Saves when the window is asked to close.
  bool eventFilter(QObject *watched, QEvent *event) override;

 private:
  QMainWindow &window_;
};

}  // namespace everyword
