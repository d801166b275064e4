#include "app/cli/commands.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <new>

#include "app/cli/audit_command.h"
#include "app/cli/bench_command.h"
#include "app/cli/classify_command.h"
#include "app/cli/dream_command.h"
#include "app/cli/edit_command.h"
#include "app/cli/explain_command.h"
#include "app/cli/generate_command.h"
#include "app/cli/help_formatter.h"
#include "app/cli/interrupt.h"
#include "app/cli/models_command.h"
#include "app/cli/output.h"
#include "app/cli/sweep_command.h"
#include "app/cli/train_command.h"
#include "app/cli/verify_command.h"
#include "engine/api/errors.h"

namespace everyword {

namespace {

constexpr char kIntroduction[] =
    "Everyword makes pictures from words and keeps every word: draw boxes, name them, and watch "
    "each phrase\n"
    "appear in its place. Without a command the window opens.";

constexpr char kFooter[] =
    "Examples:\n"
    "  everyword                                  open the window\n"
    "  everyword generate --prompt \"a red apple and a dog on grass\" \\\n"
    "      --box \"red apple:0.05,0.3,0.4,0.5\" --box \"dog:0.55,0.35,0.4,0.5\" --seed 7 -o out\n"
    "  everyword explain photo.png --prompt \"a dog on grass\" -o out\n"
    "  everyword COMMAND --help                   all options of a command\n"
    "\n"
    "Exit codes: 0 done; 1 internal error; 2 bad input or file; 3 not enough disk, memory or "
    "rights;\n"
    "130 interrupted (what there is has been written).";

/// CLI11's messages with a place to look further; its first line is enough.
int reportParseError(const CLI::ParseError &error, const std::string &command) {
  std::string sentence = error.what();
  sentence = sentence.substr(0, sentence.find('\n'));
  while (!sentence.empty() && (sentence.back() == '.' || sentence.back() == ' ')) {
    sentence.pop_back();
  }
  return reportError(
      sentence + " (see everyword" + (command.empty() ? "" : " " + command) + " --help)", 2);
}

int runAction(const std::function<int()> &action) {
  try {
    return action();
  } catch (const Interrupted &) {
    std::_Exit(finishOutput(kExitInterrupted));  // the work that was left still runs
  } catch (const Error &error) {
    return reportError(error.what(), error.exitCode());
  } catch (const std::bad_alloc &) {
    return reportError("there is not enough memory: lower --cutouts, --width or --height", 3);
  } catch (const std::exception &error) {
    return reportError(std::string("internal error: ") + error.what(), 1);
  }
}

bool isCommand(const std::string &text) {
  return std::any_of(commands().begin(), commands().end(),
                     [&](const Command &c) { return c.name == text; });
}

/// Options of the window's own and those that QApplication takes out of the command line.
bool isWindowOption(std::string text) {
  text.erase(0, text.find_first_not_of('-'));
  text = text.substr(0, text.find('='));
  static const std::vector<std::string> known = {
      "screenshot",    "screenshot-at", "theme",           "platform",    "platformpluginpath",
      "platformtheme", "plugin",        "qwindowgeometry", "qwindowicon", "session",
      "qwindowtitle",  "style",         "stylesheet",      "geometry",    "display",
      "reverse",       "name",          "widgetcount",     "fontengine",  "dpi",
      "nograb"};
  return std::find(known.begin(), known.end(), text) != known.end();
}

}  // namespace

const std::vector<Command> &commands() {
  static const std::vector<Command> table = {
      {"generate", "Make a picture from a prompt and boxes", buildGenerateCommand},
      {"edit", "Change a face by words", buildEditCommand},
      {"dream", "Make a picture of a prompt in which no word is neglected", buildDreamCommand},
      {"sweep", "Make a picture for every combination of some parameters' values",
       buildSweepCommand},
      {"explain", "Show which patches of a picture each word rests on", buildExplainCommand},
      {"audit", "Say which words of their prompts the pictures of a folder neglect",
       buildAuditCommand},
      {"verify", "Make a picture again from its recipe and report what differs",
       buildVerifyCommand},
      {"classify", "Tell pictures apart, by prompts learned from a few of each class",
       buildClassifyCommand},
      {"bench", "Measure how well methods keep to boxes and words, and how fast",
       buildBenchCommand},
      {"train", "Train a small model on this machine", buildTrainCommand},
      {"models", "List, inspect, import, download, verify and remove models", buildModelsCommand},
  };
  return table;
}

bool isForWindow(int argc, char **argv) {
  if (argc < 2) {
    return true;
  }
  const std::string first = argv[1];
  if (isCommand(first) || first.empty()) {
    return false;
  }
  if (first[0] == '-') {
    return isWindowOption(first);
  }
  std::error_code ignored;
  return std::filesystem::exists(first, ignored);
}

namespace {

int parseAndRun(int argc, char **argv) {
  CLI::App app(kIntroduction, "everyword");
  app.footer(kFooter);
  app.set_version_flag("--version", std::string("everyword ") + EVERYWORD_VERSION);
  app.require_subcommand(1);
  app.formatter(makeHelpFormatter());
  std::function<int()> action;
  std::string chosen;
  for (const Command &command : commands()) {
    CLI::App *sub = app.add_subcommand(command.name, command.summary);
    const std::function<int()> commandAction = command.build(*sub);
    sub->final_callback([&action, &chosen, commandAction, name = command.name] {
      action = commandAction;
      chosen = name;
    });
  }
  const std::string first = argc > 1 ? argv[1] : "";
  if (!first.empty() && first[0] != '-' && !isCommand(first)) {
    return reportError("'" + first + "' is neither a command nor a file (see everyword --help)", 2);
  }
  if (!first.empty() && first[0] == '-' && first != "-h" && first != "--help" &&
      first != "--version") {
    return reportError("there is no option '" + first + "' (see everyword --help)", 2);
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success &help) {
    return app.exit(help);
  } catch (const CLI::ParseError &error) {
    return reportParseError(error, isCommand(first) ? first : "");
  }
  return runAction(action);
}

}  // namespace

int runCommandLine(int argc, char **argv) {
  prepareStreams();
  return finishOutput(parseAndRun(argc, argv));
}

}  // namespace everyword
