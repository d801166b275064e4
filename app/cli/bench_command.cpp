#include "app/cli/bench_command.h"

#include <CLI/CLI.hpp>

#include "app/cli/bench_dream.h"
#include "app/cli/bench_edits.h"
#include "app/cli/bench_pack.h"
#include "app/cli/bench_prompts.h"
#include "app/cli/bench_report.h"
#include "app/cli/bench_speed.h"
#include "app/cli/commands.h"
#include "app/cli/interrupt.h"
#include "app/cli/output.h"
#include "app/cli/output_folder.h"
#include "app/cli/progress.h"
#include "engine/api/exporting.h"
#include "engine/api/layout_bench.h"

namespace everyword {

namespace {

constexpr char kFooter[] =
    "Every method makes the same layouts from the same seeds. A region's relevance map on the "
    "final picture is cut in\n"
    "two by Otsu's threshold and compared with its box: precision, recall and F1 in per cent, "
    "means over regions.\n"
    "Written to the output folder: layouts.json, layouts.csv (one line a region), sheet.png (all "
    "pictures, labelled).\n"
    "\n"
    "Examples:\n"
    "  everyword bench layouts --quick            12 layouts of one to three boxes x 2 seeds\n"
    "  everyword bench layouts -o out             40 layouts x 4 seeds";

struct BenchOptions {
  bool quick = false;
  std::string pack = "starter", output = "bench";
  int steps = 0, threads = 0;
};

int benchLayoutsCommand(const BenchOptions &options) {
  const std::unique_ptr<Engine> engine = makeEngine();
  engine->pack(options.pack);  // a name that does not exist ends here, before the folder is made
  OutputFolder folder(options.output);
  LayoutBenchRequest request;
  request.quick = options.quick;
  request.pack = options.pack;
  request.steps = options.steps;
  request.threads = options.threads;
  Progress progress(ProgressStyle::Automatic);
  const InterruptGuard guard;
  const LayoutBenchResult result =
      runLayoutBench(*engine, request, [&](int done, int total, const std::string &what) {
        progress.show(double(done) / total,
                      std::to_string(done) + "/" + std::to_string(total) + "  " + what);
        return !InterruptGuard::interrupted();
      });
  progress.clear();
  folder.save("layouts.json",
              [&](const std::string &path) { writeTextFile(path, benchJson(result, request)); });
  folder.save("layouts.csv",
              [&](const std::string &path) { writeTextFile(path, benchCsv(result)); });
  folder.save("sheet.png", [&](const std::string &path) { writeBenchSheet(path, result); });
  folder.throwIfElsewhere();
  print("\n" + benchTable(result) + "\nlayouts.json, layouts.csv and sheet.png are in " +
        folder.file("") + "\n");
  return InterruptGuard::interrupted() ? kExitInterrupted : reportFailures(result);
}

}  // namespace

std::function<int()> buildBenchCommand(CLI::App &app) {
  auto options = std::make_shared<BenchOptions>();
  app.require_subcommand(1);
  CLI::App *sub = app.add_subcommand("layouts", "Boxes of known things, by every method");
  sub->add_flag("--quick", options->quick, "12 layouts x 2 seeds instead of 40 x 4");
  sub->add_option("--pack", options->pack, "Model pack: a name or a folder [default starter]")
      ->type_name("NAME");
  sub->add_option("--steps", options->steps,
                  "Steps a run; 0 takes what the pack recommends [default 0]")
      ->check(CLI::Range(0, 5000))
      ->type_name("NUMBER");
  sub->add_option("--threads", options->threads, "Processor threads; 0 takes all cores [default 0]")
      ->check(CLI::Range(0, 1024))
      ->type_name("NUMBER");
  sub->add_option("-o,--output", options->output,
                  "Folder for the results, made if it is not there [default bench]")
      ->type_name("FOLDER");
  sub->footer(kFooter);
  CLI::App *speed = app.add_subcommand("speed", "The guided step of this machine, by phase");
  const std::function<int()> benchSpeed = buildBenchSpeed(*speed);
  CLI::App *edits = app.add_subcommand("edits", "Faces changed by words, with CLIP alone and ours");
  const std::function<int()> benchEdits = buildBenchEdits(*edits);
  CLI::App *dream = app.add_subcommand("dream", "Neglected words pushed up, and not");
  const std::function<int()> benchDream = buildBenchDream(*dream);
  CLI::App *pack = app.add_subcommand("pack", "What a pack draws of what it is asked for");
  const std::function<int()> benchPack = buildBenchPack(*pack);
  CLI::App *prompts = app.add_subcommand("prompts", "Pictures told apart by learned prompts");
  const std::function<int()> benchPrompts = buildBenchPrompts(*prompts);
  return [=] {
    return *speed     ? benchSpeed()
           : *edits   ? benchEdits()
           : *dream   ? benchDream()
           : *pack    ? benchPack()
           : *prompts ? benchPrompts()
                      : benchLayoutsCommand(*options);
  };
}

}  // namespace everyword
