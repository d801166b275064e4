#include "app/cli/commands.h"
#include "ui/run_window.h"

/// `everyword`, `everyword project.everyword` and `everyword picture.png` open the window;
/// everything else that has arguments works without a display. Found by name by main.cpp.
extern "C" __attribute__((visibility("default"))) int everywordMain(int argc, char **argv) {
  return everyword::isForWindow(argc, argv) ? everyword::runWindow(argc, argv)
                                            : everyword::runCommandLine(argc, argv);
}
