#include <QString>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "app/cli/commands.h"
#include "ui/run_window.h"

namespace {

/// Qt ends the process by abort() where no window can be opened, after some lines of its own.
void reportMissingDisplay(QtMsgType type, const QMessageLogContext &context, const QString &text) {
  const bool isPlatform = context.category != nullptr &&
                          std::strncmp(context.category, "qt.qpa.", std::strlen("qt.qpa.")) == 0;
  if (type == QtFatalMsg && text.contains(QLatin1String("platform plugin"))) {
    std::fputs(
        "everyword: there is no display to open the window on: start it in a desktop session, or "
        "use a command (see everyword --help)\n",
        stderr);
    std::_Exit(3);
  }
  if (!isPlatform) {
    std::fprintf(stderr, "%s\n", qPrintable(qFormatLogMessage(type, context, text)));
  }
}

}  // namespace

/// `everyword`, `everyword project.everyword` and `everyword picture.png` open the window;
/// everything else that has arguments works without a display. Found by name by main.cpp.
extern "C" __attribute__((visibility("default"))) int everywordMain(int argc, char **argv) {
  if (!everyword::isForWindow(argc, argv)) {
    return everyword::runCommandLine(argc, argv);
  }
  qInstallMessageHandler(reportMissingDisplay);
  return everyword::runWindow(argc, argv);
}
