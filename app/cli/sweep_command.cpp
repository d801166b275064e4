#include "app/cli/sweep_command.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <nlohmann/json.hpp>

#include "app/cli/commands.h"
#include "app/cli/installed_models.h"
#include "app/cli/interrupt.h"
#include "app/cli/output.h"
#include "app/cli/output_folder.h"
#include "app/cli/progress.h"
#include "app/cli/request_options.h"
#include "app/cli/sweep_observer.h"
#include "app/cli/sweep_report.h"
#include "engine/api/errors.h"
#include "engine/api/exporting.h"
#include "engine/api/sweep.h"

namespace everyword {

namespace {

constexpr char kFooter[] =
    "Written to the output folder: cells/0000.png, ... (each with its recipe) and cells/0000.json, "
    "grid.png (all pictures,\n"
    "labelled), sweep.csv and sweep.json. The same command goes on where an earlier one was "
    "stopped: cells that are there\n"
    "are not run again.\n"
    "\n"
    "Examples:\n"
    "  everyword sweep --prompt \"a red apple\" --box \"red apple:0.2,0.2,0.6,0.6\" "
    "--vary lambda=0:0.5:0.1 --vary seed=1,2 -o out\n"
    "  everyword sweep --mode edit --prompt \"A person with purple hair\" --words purple "
    "--vary word_lambda=0:3.5:0.5 -o out\n"
    "  everyword sweep --prompt \"a dog\" --grid grid.yaml -o out     grid.yaml: 'seed: [1, 2]' "
    "and 'steps: 50:150:50'\n"
    "\n"
    "Exit codes: 0 done; 1 internal error; 2 bad input or file, or a cell that failed; 3 not "
    "enough disk, memory or rights;\n"
    "130 interrupted.";

struct SweepOptions {
  RequestOptions request;
  std::vector<std::string> vary;
  std::string grid, output = "sweep";
  bool json = false, quiet = false;
};

int runSweepCommand(const SweepOptions &options) {
  Progress progress(options.json    ? ProgressStyle::Json
                    : options.quiet ? ProgressStyle::Quiet
                                    : ProgressStyle::Automatic);
  SweepRequest sweep;
  if (!options.grid.empty()) {
    sweep.axes = readSweepAxes(options.grid);
  }
  std::transform(options.vary.begin(), options.vary.end(), std::back_inserter(sweep.axes),
                 parseSweepAxis);
  const std::unique_ptr<Engine> engine = makeEngine();
  sweep.base = options.request.request(*engine);
  useInstalledModels(sweep.base.models);
  requireModelsFit(sweep.base);
  const std::vector<RunRequest> cells = sweep.cells();
  OutputFolder folder(options.output);

  RunControl control;
  SweepFolderObserver observer(sweep, cells, folder, progress, control);
  const InterruptGuard guard;
  const SweepResults results = runSweep(*engine, sweep, observer, control);
  progress.clear();
  folder.throwIfElsewhere();
  if (observer.kept() > 0) {
    progress.say(std::to_string(observer.kept()) + " cells were there already");
  }
  const std::string json = sweepJson(sweep, results);
  folder.save("sweep.json", [&](const std::string &path) { writeTextFile(path, json); });
  folder.save("sweep.csv",
              [&](const std::string &path) { writeTextFile(path, sweepCsv(sweep, results)); });
  if (mostSimilar(results)) {
    folder.save("grid.png", [&](const std::string &path) {
      writeSweepGrid(path, sweep, results,
                     [&](std::size_t cell) { return folder.file(cellName(cell, ".png")); });
    });
    progress.say(sweepTable(sweep, results));
  }
  folder.throwIfElsewhere();
  progress.json(nlohmann::ordered_json::parse(json).dump());
  progress.say("Written to " + folder.file("") + ": cells, grid.png, sweep.csv, sweep.json");
  if (std::any_of(results.begin(), results.end(), [](const auto &result) { return !result; })) {
    return kExitInterrupted;
  }
  return std::all_of(results.begin(), results.end(), hasFinished) ? 0 : 2;
}

}  // namespace

std::function<int()> buildSweepCommand(CLI::App &app) {
  auto options = std::make_shared<SweepOptions>();
  options->request.addTo(app);
  app.add_option("--vary", options->vary,
                 "A parameter and its values: NAME=FIRST:LAST:STEP or NAME=A,B,C; repeat for more")
      ->type_name("AXIS")
      ->allow_extra_args(false)
      ->group("What varies");
  app.add_option("--grid", options->grid, "The same from a YAML or JSON file")
      ->type_name("FILE")
      ->group("What varies");
  app.add_option("-o,--output", options->output,
                 "Folder for the results, made if it is not there [default sweep]")
      ->type_name("FOLDER")
      ->group("Results");
  CLI::Option *json =
      app.add_flag("--json", options->json, "The report as JSON at the end, for programs");
  json->group("Results");
  app.add_flag("--quiet", options->quiet, "Say nothing but errors and warnings")
      ->group("Results")
      ->excludes(json);
  options->request.addParametersTo(app);
  app.footer(kFooter);
  return [options] { return runSweepCommand(*options); };
}

}  // namespace everyword
