#pragma once

#include <QString>

#include "ui/workspace/main_window.h"

namespace everyword {

/// When a screenshot is taken: before a run, once that step is on screen, or after the run.
struct ScreenshotPlan {
  enum class Moment { Before, AtStep, After };
  QString path;  ///< PNG
  Moment moment = Moment::After;
  int step = 0;
  QString open;  ///< a file to open first; may be empty
};

/// "before", "after" or a step; anything else means after.
ScreenshotPlan screenshotPlan(const QString &path, const QString &when);

/// Opens the plan's file, starts a run if it needs one, saves the picture of the window, and leaves
/// the event loop: exit code 0, or 3 when the file cannot be written.
void takeScreenshot(MainWindow &window, const ScreenshotPlan &plan);

}  // namespace everyword
