#include "app/cli/bench_speed.h"

#include <CLI/CLI.hpp>
#include <memory>

#include "app/cli/commands.h"
#include "app/cli/interrupt.h"
#include "app/cli/output.h"
#include "app/cli/progress.h"
#include "app/cli/speed_report.h"
#include "engine/api/exporting.h"
#include "engine/api/speed_bench.h"

namespace everyword {

namespace {

constexpr char kFooter[] =
    "Times the guided step of this machine in phases, beside plain matrix products between the "
    "steps. The floor is the\n"
    "arithmetic of the networks as they are defined (products, convolutions, attention, both ways) "
    "at "
    "the product's rate;\n"
    "done is what a step asks for, which is less where the definition wastes some.\n"
    "For figures to report, let nothing else run.\n"
    "\n"
    "Examples:\n"
    "  everyword bench speed                                  the starter pack at its size\n"
    "  everyword bench speed --full-size --json speed.json    ViT-B/32 and VQGAN f16, random "
    "weights\n"
    "  everyword bench speed --plot speed.png                 also how a step grows with its parts";

struct SpeedOptions {
  SpeedBenchRequest request;
  std::string json, plot, reference;
};

int run(const SpeedOptions &options) {
  SpeedBenchRequest request = options.request;
  request.growth = !options.plot.empty();
  const PublishedTimes published =
      options.reference.empty() ? PublishedTimes() : readPublishedTimes(options.reference);
  Progress progress(ProgressStyle::Automatic);
  const InterruptGuard guard;
  const SpeedBenchResult result = runSpeedBench(
      request, [] { return makeEngine(); },
      [&](double fraction, const std::string &what) {
        progress.show(fraction, what);
        return !InterruptGuard::interrupted();
      });
  progress.clear();
  print(speedTable(result, published));
  if (!options.json.empty()) {
    writeTextFile(options.json, speedJson(result, published));
    print("\n" + options.json + " has the figures\n");
  }
  if (request.growth && !InterruptGuard::interrupted()) {
    writeLineCharts(options.plot, speedCharts(result));
    print(options.plot + " shows how a step grows\n");
  }
  return InterruptGuard::interrupted() ? kExitInterrupted : 0;
}

}  // namespace

std::function<int()> buildBenchSpeed(CLI::App &app) {
  auto options = std::make_shared<SpeedOptions>();
  SpeedBenchRequest &request = options->request;
  app.add_flag("--full-size", request.fullSize,
               "ViT-B/32 and VQGAN f16 16384 with random weights, 300 x 256, 32 cutouts");
  app.add_option("--pack", request.pack, "Model pack: a name or a folder [default starter]")
      ->type_name("NAME");
  app.add_option("--device", request.device, "auto, cpu, cuda or cuda:0 [default auto]")
      ->type_name("NAME");
  app.add_option("--threads", request.threads, "Processor threads; 0 takes all cores [default 0]")
      ->check(CLI::Range(0, 1024))
      ->type_name("NUMBER");
  app.add_option(
         "--repeats", request.repeats,
         "Timed steps a row, of which the median counts; 3 at full size, 15 of a pack unless given")
      ->check(CLI::Range(1, 1000))
      ->type_name("NUMBER");
  app.add_option("--json", options->json, "Write the figures to this file")->type_name("FILE");
  app.add_option("--plot", options->plot,
                 "Also time steps of other cutouts, sizes and boxes, and draw them: PNG")
      ->type_name("FILE");
  app.add_option("--reference", options->reference,
                 "Times of the published loop on this machine, in JSON, to compare with")
      ->type_name("FILE");
  app.footer(kFooter);
  return [options] { return run(*options); };
}

}  // namespace everyword
