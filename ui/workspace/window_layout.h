#pragma once

#include <QMainWindow>
#include <QObject>

namespace everyword {

/// Size, place and panels of a window, from one start of the program to the next. Of a window that
/// has not been shown yet; it has to have an object name.
class WindowLayout : public QObject {
  Q_OBJECT

 public:
  /// Puts the window as it was when it was last closed; a place on a screen that is gone comes to
  /// one that is there.
  explicit WindowLayout(QMainWindow &window);

 protected:
  /// Remembers when the window is asked to close.
  bool eventFilter(QObject *watched, QEvent *event) override;

 private:
  QMainWindow &window_;
};

}  // namespace everyword
