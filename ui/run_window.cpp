#include "ui/run_window.h"

#include <QApplication>
#include <QCommandLineParser>
#include <csignal>

#include "ui/theme/system_theme.h"
#include "ui/workspace/main_window.h"
#include "ui/workspace/screenshot.h"
#include "ui/workspace/session_keeper.h"
#include "ui/workspace/window_layout.h"

namespace everyword {

int runWindow(int argc, char **argv) {
  // A log that nobody reads any more, or a file larger than the account allows, is an error of the
  // write; it does not end the program.
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
  QApplication application(argc, argv);
  QApplication::setApplicationName(QStringLiteral("Everyword"));
  QApplication::setOrganizationName(QStringLiteral("Everyword"));
  QCommandLineParser parser;
  parser.addPositionalArgument(QStringLiteral("file"),
                               QApplication::translate("Window", "Project or picture to open."));
  const QCommandLineOption theme(QStringLiteral("theme"),
                                 QApplication::translate("Window", "light or dark."),
                                 QStringLiteral("name"));
  const QCommandLineOption screenshot(
      QStringLiteral("screenshot"),
      QApplication::translate("Window", "Save a picture of the window and quit."),
      QStringLiteral("file"));
  const QCommandLineOption when(
      QStringLiteral("screenshot-at"),
      QApplication::translate("Window", "before, a step of the run, or after."),
      QStringLiteral("moment"), QStringLiteral("after"));
  parser.addOptions({theme, screenshot, when});
  parser.addHelpOption();
  parser.process(application);
  if (parser.isSet(theme)) {
    qputenv("EVERYWORD_THEME", parser.value(theme).toLocal8Bit());
  }
  applyTheme(application, chosenTheme(QApplication::palette()));
  MainWindow window([] { return makeEngine(); });
  SystemTheme system;
  if (!isThemeFixed()) {
    QObject::connect(&system, &SystemTheme::reported, &window, [&application](Theme reported) {
      if (reported != currentTheme()) {
        applyTheme(application, reported);
      }
    });
  }
  if (!parser.isSet(screenshot)) {  // a screenshot shows the window as it first opens
    new WindowLayout(window);
    new SessionKeeper(window);
  }
  window.show();
  const QString file = parser.positionalArguments().value(0);
  if (parser.isSet(screenshot)) {
    ScreenshotPlan plan = screenshotPlan(parser.value(screenshot), parser.value(when));
    plan.open = file;
    takeScreenshot(window, plan);
  } else if (!file.isEmpty()) {
    window.openPath(file);
  }
  return QApplication::exec();
}

}  // namespace everyword
