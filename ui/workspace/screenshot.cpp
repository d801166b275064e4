#include "ui/workspace/screenshot.h"

#include <QApplication>
#include <QTimer>

namespace everyword {
namespace {

void saveAndQuit(MainWindow &window, const QString &path) {
  constexpr int kSettleMs =
      300;  // tokens, chips and charts are drawn after the event that brought them
  QTimer::singleShot(kSettleMs, &window, [&window, path] {
    QApplication::exit(window.grab().save(path, "PNG") ? 0 : 3);
  });
}

}  // namespace

ScreenshotPlan screenshotPlan(const QString &path, const QString &when) {
  ScreenshotPlan plan;
  plan.path = path;
  bool isStep = false;
  plan.step = when.toInt(&isStep);
  plan.moment = isStep                             ? ScreenshotPlan::Moment::AtStep
                : when == QStringLiteral("before") ? ScreenshotPlan::Moment::Before
                                                   : ScreenshotPlan::Moment::After;
  return plan;
}

void takeScreenshot(MainWindow &window, const ScreenshotPlan &plan) {
  RunController &controller = window.controller();
  const auto begin = [&window, plan] {
    if (plan.moment == ScreenshotPlan::Moment::Before) {
      saveAndQuit(window, plan.path);
    } else {
      QTimer::singleShot(0, &window.runs(), &RunDesk::generate);
    }
  };
  const auto open = [&window, plan, begin] {
    if (plan.open.isEmpty()) {
      begin();
    } else {
      QObject::connect(&window, &MainWindow::fileTaken, &window, begin, Qt::SingleShotConnection);
      window.openPath(plan.open);
    }
  };
  QObject::connect(&window, &MainWindow::ready, &window, open, Qt::SingleShotConnection);
  QObject::connect(&controller, &RunController::failed, &window,
                   [&window, plan] { saveAndQuit(window, plan.path); });
  if (plan.moment == ScreenshotPlan::Moment::After) {
    QObject::connect(&controller, &RunController::finished, &window,
                     [&window, plan] { saveAndQuit(window, plan.path); });
    return;
  }
  auto *once = new QObject(&window);
  QObject::connect(&controller, &RunController::frameArrived, once,
                   [&window, plan, once](const StepEvent &event) {
                     if (event.step >= plan.step) {
                       once->deleteLater();
                       saveAndQuit(window, plan.path);
                     }
                   });
}

}  // namespace everyword
