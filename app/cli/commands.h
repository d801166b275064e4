#pragma once

#include <functional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace everyword {

/// Exit codes of the command line, beside those of Error::exitCode(); the help's footer and
/// README.md name them all.
inline constexpr int kExitInterrupted = 130;

/// A row of the table in commands.cpp: the ONE place that a new subcommand touches besides its own
/// file.
struct Command {
  std::string name;     ///< "generate"
  std::string summary;  ///< one line
  /// Adds the options to `app` and returns what to do once they are parsed; that returns the exit
  /// code and may throw Error.
  std::function<int()> (*build)(CLI::App &app);
};

const std::vector<Command> &commands();

/// True without arguments, with a file to open, and with options of the window (--theme, Qt's
/// -platform and so on).
bool isForWindow(int argc, char **argv);

/// Parses and runs a subcommand; returns the exit code of the process. Errors become one sentence
/// on stderr.
int runCommandLine(int argc, char **argv);

}  // namespace everyword
