#pragma once

#include <QApplication>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QThread>
#include <QToolButton>
#include <QtTest/QTest>
#include <ctime>
#include <functional>
#include <string>

#include "tests/ui/fake_engine.h"
#include "ui/theme/theme.h"
#include "ui/workspace/main_window.h"

namespace everyword {

/// Remembers how much processor time the longest event took in the GUI thread: what a user feels
/// as a stutter, whatever else the machine does. And its time by the clock, in which the thread may
/// just have waited for a processor.
class TimedApplication : public QApplication {
 public:
  using QApplication::QApplication;
  bool notify(QObject *receiver, QEvent *event) override {
    if (depth_ > 0 || QThread::currentThread() != thread()) {
      return QApplication::notify(receiver, event);
    }
    ++depth_;
    const std::string what = std::string(receiver->metaObject()->className()) + " event " +
                             std::to_string(event->type());
    const double before = now(CLOCK_THREAD_CPUTIME_ID), clockBefore = now(CLOCK_MONOTONIC);
    const bool handled = QApplication::notify(receiver, event);
    const double spent = now(CLOCK_THREAD_CPUTIME_ID) - before;
    longestClockMs_ = std::max(longestClockMs_, now(CLOCK_MONOTONIC) - clockBefore);
    if (spent > longestMs_) {
      longestMs_ = spent;
      longestWhat_ = what;
    }
    --depth_;
    return handled;
  }
  void startTiming() { longestMs_ = longestClockMs_ = 0; }
  double longestMs() const { return longestMs_; }
  double longestClockMs() const { return longestClockMs_; }
  const std::string &longestWhat() const { return longestWhat_; }
  static double now(clockid_t clock) {
    timespec time{};
    clock_gettime(clock, &time);
    return double(time.tv_sec) * 1e3 + double(time.tv_nsec) / 1e6;
  }

 private:
  int depth_ = 0;
  double longestMs_ = 0, longestClockMs_ = 0;
  std::string longestWhat_;
};

/// The application, made on first use. Settings go to a folder of the tests.
inline TimedApplication &testApplication() {
  static int argc = 1;
  static char name[] = "everyword-test";
  static char *argv[] = {name, nullptr};
  static TimedApplication *application = [] {
    qputenv("QT_QPA_PLATFORM",
            qgetenv("QT_QPA_PLATFORM").isEmpty() ? "offscreen" : qgetenv("QT_QPA_PLATFORM"));
    QStandardPaths::setTestModeEnabled(true);
    auto *made = new TimedApplication(argc, argv);  // lives to the end of the process
    QApplication::setApplicationName(QStringLiteral("everyword-test"));
    QApplication::setOrganizationName(QStringLiteral("everyword-test"));
    applyTheme(*made, Theme::Light);
    return made;
  }();
  return *application;
}

/// Turns the event loop until `condition` holds; false after `milliseconds` (a limit for broken
/// code, not a measurement).
inline bool waitUntil(const std::function<bool()> &condition, int milliseconds = 20000) {
  return QTest::qWaitFor(condition, milliseconds);
}

/// The model folder of the windows of one test process; empty at first.
inline std::string testModelsFolder() {
  static QTemporaryDir folder;
  return folder.path().toStdString();
}

/// A shown window on a FakeEngine that has been adopted.
struct TestWindow {
  FakeEngine *engine = nullptr;
  std::unique_ptr<MainWindow> window;

  explicit TestWindow(const std::function<void(FakeEngine &)> &prepare = {},
                      const std::string &modelsFolder = testModelsFolder()) {
    testApplication();
    auto made = std::make_shared<std::unique_ptr<FakeEngine>>(std::make_unique<FakeEngine>());
    engine = made->get();
    if (prepare) {
      prepare(*engine);
    }
    window = std::make_unique<MainWindow>(
        [made]() -> std::unique_ptr<Engine> { return std::move(*made); },
        [modelsFolder] { return makeModelStore(EVERYWORD_SOURCE_DIR "/resources", modelsFolder); });
    window->show();
    waitUntil([this] {  // the recommended settings
      return window->document().defaults().schedule.steps ==
                 engine->recommended({}).schedule.steps &&
             window->document().request().schedule.steps == engine->recommended({}).schedule.steps;
    });
    waitUntil([this] {
      return find<QToolButton>("modelButton")->text() == QStringLiteral("Starter pack");
    });
    waitUntil(
        [this] { return find<QLabel>("tokenLabel")->text().contains(QStringLiteral("tokens")); });
  }

  template <typename T>
  T *find(const char *name) const {
    return window->findChild<T *>(QLatin1String(name));
  }
  void click(const char *button) const {
    QTest::mouseClick(find<QAbstractButton>(button), Qt::LeftButton);
  }

  /// Opens a file as a drop does, and waits for what comes of it: another document, or a message.
  bool open(const QString &path) const {
    window->messages().dismiss();
    const int before = window->document().generation();
    window->openPath(path);
    return waitUntil([&] {
      return window->document().generation() != before || !window->messages().isHidden();
    });
  }

  /// A drag on the canvas between two places in fractions of the picture.
  void drag(const QPointF &from, const QPointF &to,
            Qt::KeyboardModifiers modifiers = Qt::NoModifier) const {
    const QPoint start = place(from), end = place(to);
    QWidget *viewport = window->canvas().viewport();
    QTest::mousePress(viewport, Qt::LeftButton, modifiers, start);
    for (int part = 1; part <= 4; ++part) {
      moveMouse(viewport, start + (end - start) * part / 4, modifiers);
    }
    QTest::mouseRelease(viewport, Qt::LeftButton, modifiers, end);
  }

  QPoint place(const QPointF &fraction) const {
    const QSizeF size = window->scene().pictureSize();
    return window->canvas().mapFromScene(
        QPointF(fraction.x() * size.width(), fraction.y() * size.height()));
  }

 private:
  /// QTest::mouseMove reports no pressed button, hence by hand.
  static void moveMouse(QWidget *viewport, const QPoint &at, Qt::KeyboardModifiers modifiers) {
    QMouseEvent event(QEvent::MouseMove, QPointF(at), viewport->mapToGlobal(QPointF(at)),
                      Qt::NoButton, Qt::LeftButton, modifiers);
    QApplication::sendEvent(viewport, &event);
  }
};

}  // namespace everyword
