#include "app/cli/generate_command.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>

#include "app/cli/commands.h"
#include "app/cli/generate_observer.h"
#include "app/cli/installed_models.h"
#include "app/cli/interrupt.h"
#include "app/cli/output.h"
#include "app/cli/output_folder.h"
#include "app/cli/progress.h"
#include "app/cli/request_options.h"
#include "app/cli/text_table.h"
#include "engine/api/engine.h"
#include "engine/api/exporting.h"
#include "engine/api/recipe.h"

namespace everyword {

namespace {

constexpr char kFooter[] =
    "Settings: the pack's recommended ones first, then those of --request, then the options given "
    "here.\n"
    "The defaults in [brackets] are those without a pack.\n"
    "\n"
    "Written to the output folder: final.png (its text chunk holds the request), run.json, "
    "frames/NNNN.png,\n"
    "and run.gif with --gif. Ctrl+C stops at the next step, writes all of it and a checkpoint to "
    "go on from.\n"
    "\n"
    "Examples:\n"
    "  everyword generate --prompt \"a red apple and a dog on grass\" \\\n"
    "      --box \"red apple:0.05,0.3,0.4,0.5\" --box \"dog:0.55,0.35,0.4,0.5\" --seed 7 --gif -o "
    "out\n"
    "  everyword generate --request out/final.png --seed 8 -o again\n"
    "  everyword generate --resume out/run.checkpoint -o out\n"
    "\n"
    "Exit codes: 0 done; 1 internal error; 2 bad input or file; 3 not enough disk, memory or "
    "rights; 130 interrupted.";

struct GenerateOptions {
  RequestOptions request;
  std::string output = "out";
  std::string resume;
  bool gif = false, json = false, quiet = false, noRecipe = false;
};

/// How many steps lie between kept frames when nobody said: about thirty frames a run.
int usualKeep(int steps) { return std::max(1, (steps + 29) / 30); }

/// A recipe is read in other folders than the one it was made in.
void makePathsAbsolute(RunRequest &request) {
  std::error_code ignored;
  const auto makeAbsolute = [&](std::string &path) {
    if (!path.empty() && std::filesystem::exists(path, ignored)) {
      path = std::filesystem::absolute(path, ignored).lexically_normal().string();
    }
  };
  makeAbsolute(request.start.picture);
  for (auto &[role, path] : request.models.files) {
    makeAbsolute(path);
  }
  if (std::filesystem::exists(std::filesystem::path(request.models.pack) / "manifest.json",
                              ignored)) {
    makeAbsolute(request.models.pack);
  }
}

RunRequest requestOf(const GenerateOptions &options, const Engine &engine) {
  RunRequest request = options.request.request(engine);
  useInstalledModels(request.models);
  makePathsAbsolute(request);
  if (request.schedule.keepFramesEvery == 0 && !options.request.isSet("keep_frames_every")) {
    request.schedule.keepFramesEvery = usualKeep(request.schedule.steps);
  }
  return request;
}

/// A recipe names models by name and digest rather than by the paths of this machine.
void nameModels(RunOutcome &outcome, Progress &progress) {
  try {
    outcome.request.models = recipeModels(outcome.request.models);
  } catch (const Error &error) {
    progress.warn(std::string("the recipe names models by their paths: ") + error.what());
  }
}

void writeResults(const GenerateOptions &options, OutputFolder &folder, const RunOutcome &outcome,
                  std::vector<FramePtr> frames, Progress &progress) {
  std::string written;
  const auto save = [&](const std::string &name, const auto &write) {
    folder.save(name, write);
    written += (written.empty() ? "" : ", ") + name;
  };
  if (outcome.frame) {
    const std::string recipe = options.noRecipe ? "" : outcome.request.toJson();
    save("final.png", [&](const std::string &path) { writePicture(path, *outcome.frame, recipe); });
  }
  save("run.json", [&](const std::string &path) { writeTextFile(path, runReportJson(outcome)); });
  if (options.gif && outcome.frame) {
    if (frames.empty() || frames.back()->step != outcome.frame->step) {
      frames.push_back(outcome.frame);
    }
    save("run.gif", [&](const std::string &path) { writeGif(path, frames); });
  }
  folder.throwIfElsewhere();
  std::error_code ignored;
  if (outcome.kind == RunOutcome::Kind::Finished) {
    std::filesystem::remove(folder.file("run.checkpoint"), ignored);  // it has gone on from there
  }
  progress.say("Written to " + folder.file("") + ": " + written +
               (std::filesystem::exists(folder.file("frames"), ignored) ? ", frames/" : ""));
}

void reportScores(const RunOutcome &outcome, Progress &progress) {
  TextTable table({"region", "F1", "precision", "recall", "overlap", "looks like", "CLIP"});
  for (const RegionResult &region : outcome.regions) {
    table.add({region.label, decimals(region.f1, 2), decimals(region.precision, 2),
               decimals(region.recall, 2), region.overlap ? decimals(*region.overlap, 2) : "-",
               region.looksLike ? region.looksLike->name : "-",
               decimals(region.clipSimilarity, 3)});
  }
  if (!outcome.regions.empty()) {
    progress.say("\n" + table.text());
  }
  for (const RegionResult &region : outcome.regions) {
    if (region.looksLike && !region.looksLike->leak.empty()) {
      progress.say(region.label + ": " + region.looksLike->leak);
    }
  }
  progress.say(std::to_string(outcome.step) + " steps in " + durationText(outcome.seconds) + ", " +
               decimals(outcome.stepsPerSecond, 1) + " steps/s, " +
               decimals(double(outcome.peakMemoryBytes) / 1e9, 2) + " GB at most" +
               (outcome.request.objective.prompt.empty()
                    ? ""
                    : ", CLIP similarity of the prompt " + decimals(outcome.promptSimilarity, 3)));
}

int exitCodeOf(const RunOutcome &outcome, const std::string &checkpoint, Progress &progress) {
  if (outcome.kind == RunOutcome::Kind::Failed) {
    return reportError(outcome.error,
                       outcome.error.find("not enough memory") != std::string::npos ? 3 : 1);
  }
  if (outcome.kind == RunOutcome::Kind::Stopped) {
    progress.say("Stopped after step " + std::to_string(outcome.step) +
                 (checkpoint.empty()
                      ? std::string()
                      : "; go on with: everyword generate --resume " + checkpoint + " -o " +
                            std::filesystem::path(checkpoint).parent_path().string()));
    return kExitInterrupted;
  }
  return 0;
}

std::string folderOf(const std::string &file) {
  return file.empty() ? "" : std::filesystem::absolute(file).parent_path().string();
}

/// Numbered pictures that no run of ours has left would be overwritten by the kept frames.
void requireFreeFrames(const GenerateOptions &options, const OutputFolder &folder) {
  std::error_code ignored;
  std::filesystem::directory_iterator entry(folder.file("frames"), ignored), end;
  if (ignored || folder.holdsEarlierRun() || !options.resume.empty()) {
    return;
  }
  for (; !ignored && entry != end; entry.increment(ignored)) {
    if (isFrameName(entry->path().filename().string())) {
      throw InputError("'" + folder.file("frames") + "' holds pictures that no run has left there",
                       "choose another output folder");
    }
  }
}

/// Runs or resumes; checks everything that can be checked before the folder is made.
int generate(const GenerateOptions &options) {
  Progress progress(options.json    ? ProgressStyle::Json
                    : options.quiet ? ProgressStyle::Quiet
                                    : ProgressStyle::Automatic);
  if (!options.resume.empty() && !options.request.firstGiven().empty()) {
    throw InputError("--resume goes on with the settings of the checkpoint",
                     "leave out " + options.request.firstGiven());
  }
  const std::unique_ptr<Engine> engine = makeEngine();
  RunRequest request;
  if (options.resume.empty()) {
    request = requestOf(options, *engine);
    requireModelsFit(request);
    engine->check(request);  // its warnings come again when the run starts
  } else if (!std::filesystem::exists(options.resume)) {
    throw FileError("there is no checkpoint '" + options.resume + "'");
  }
  OutputFolder folder(options.output);
  requireFreeFrames(options, folder);

  const InterruptGuard guard;
  RunControl control;
  GenerateObserver observer(folder, control, progress, options.gif, folderOf(options.resume));
  RunOutcome outcome = options.resume.empty() ? engine->run(request, observer, control)
                                              : engine->resume(options.resume, observer, control);
  progress.clear();
  nameModels(outcome, progress);
  writeResults(options, folder, outcome, observer.frames(), progress);
  observer.throwWriteError();
  reportScores(outcome, progress);
  return exitCodeOf(outcome, observer.checkpoint(), progress);
}

}  // namespace

std::function<int()> buildGenerateCommand(CLI::App &app) {
  auto options = std::make_shared<GenerateOptions>();
  options->request.addTo(app);
  app.add_option("-o,--output", options->output,
                 "Folder for the results, made if it is not there [default out]")
      ->type_name("FOLDER")
      ->group("Results");
  app.add_flag("--gif", options->gif, "Write the kept frames as an animation, run.gif")
      ->group("Results");
  app.add_flag("--no-recipe", options->noRecipe, "Leave the request out of final.png")
      ->group("Results");
  app.add_option("--resume", options->resume, "Go on where an interrupted run stopped")
      ->type_name("CHECKPOINT")
      ->group("Results");
  CLI::Option *json =
      app.add_flag("--json", options->json, "Progress as one JSON object a line, for programs");
  json->group("Results");
  app.add_flag("--quiet", options->quiet, "Say nothing but errors and warnings")
      ->group("Results")
      ->excludes(json);
  options->request.addParametersTo(app);
  app.footer(kFooter);
  return [options] { return generate(*options); };
}

}  // namespace everyword
