#include "app/cli/verify_command.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "app/cli/commands.h"
#include "app/cli/installed_models.h"
#include "app/cli/interrupt.h"
#include "app/cli/output.h"
#include "app/cli/progress.h"
#include "app/cli/request_file.h"
#include "app/cli/text_table.h"
#include "engine/api/engine.h"
#include "engine/api/outside_text.h"
#include "engine/api/pictures.h"

namespace everyword {

namespace {

using Json = nlohmann::ordered_json;

constexpr char kFooter[] =
    "The recipe is the picture's own, or that of the run.json beside it. It is run on the device, "
    "with the threads and at\n"
    "the precision that it records, edits that were made in the run at their steps. Same "
    "processor, same bytes; another one\n"
    "rounds differently, and steps enlarge that.\n"
    "\n"
    "Examples:\n"
    "  everyword verify out/final.png\n"
    "  everyword verify out/final.png --device cpu --tolerance 8 --json\n"
    "\n"
    "Exit codes: 0 the same picture; 1 another one; 2 bad input or file; 3 not enough memory; 130 "
    "interrupted.";

struct VerifyOptions {
  std::string picture, device;
  int tolerance = 0;
  bool json = false;
};

/// Of two pictures of one size, over red, green and blue; levels of 255.
struct Drift {
  int largest = 0;
  double mean = 0;
  double pixels = 0;  ///< share of the pixels that differ, [0, 1]
};

Drift driftBetween(const Frame &one, const Frame &two) {
  Drift drift;
  const std::size_t pixels = one.rgba.size() / 4;
  std::size_t differing = 0;
  double sum = 0;
  for (std::size_t pixel = 0; pixel < pixels; ++pixel) {
    int largest = 0;
    for (std::size_t i = 4 * pixel; i < 4 * pixel + 3; ++i) {
      const int difference = std::abs(int(one.rgba[i]) - int(two.rgba[i]));
      largest = std::max(largest, difference);
      sum += difference;
    }
    differing += largest > 0 ? 1 : 0;
    drift.largest = std::max(drift.largest, largest);
  }
  const double count = std::max<double>(1, double(pixels));
  drift.mean = sum / (3 * count);
  drift.pixels = double(differing) / count;
  return drift;
}

std::string reportBeside(const std::string &picture) {
  return (std::filesystem::path(picture).parent_path() / "run.json").string();
}

/// Throws FileError, InputError.
RunRequest recipeFor(const std::string &picture) {
  const std::string report = reportBeside(picture);
  std::error_code ignored;
  const bool hasOwn = readRecipe(picture).has_value();
  return RunRequest::fromJson(
      requestTextOf(!hasOwn && std::filesystem::exists(report, ignored) ? report : picture));
}

/// As the run.json beside the picture says it ("CPU, 2 threads, fp32"), or empty.
std::string recordedDevice(const std::string &picture) {
  try {
    constexpr std::size_t kLargestReport = std::size_t{16} << 20;
    const Json json = Json::parse(readTextFile(reportBeside(picture), kLargestReport), nullptr,
                                  /*allow_exceptions=*/false);
    return json.is_object() ? json.value("device", "") : "";
  } catch (const std::exception &) {  // no report, or one of another program
    return "";
  }
}

/// Stops the run at Ctrl+C; shows how far it is.
class VerifyObserver : public RunObserver {
 public:
  VerifyObserver(RunControl &control, Progress &progress)
      : control_(control), progress_(progress) {}
  bool wantsPreviews() const override { return false; }
  void onLoading(const std::string &what, double fraction) override {
    progress_.show(fraction, what);
    stopIfInterrupted();
  }
  void onStep(const StepEvent &event) override {
    progress_.show(double(event.step) / std::max(1, event.steps),
                   "step " + std::to_string(event.step) + "/" + std::to_string(event.steps));
    stopIfInterrupted();
  }

 private:
  void stopIfInterrupted() {
    if (InterruptGuard::interrupted()) {
      control_.stop();
    }
  }

  RunControl &control_;
  Progress &progress_;
};

/// A recipe of a GPU, or of a precision that this processor lacks, says so before anything is run.
void checkHere(Engine &engine, const RunRequest &request, const std::string &asked) {
  const std::string &device = request.machine.device;
  try {
    engine.check(request);
    if (asked.empty() && device.rfind("cuda", 0) == 0) {
      engine.prepare(request, [](const std::string &, double) {});
    }
  } catch (const InputError &error) {
    if (asked.empty() && std::string(error.what()).find("GPU") != std::string::npos) {
      throw InputError("the picture was made on " + device + " at " +
                           toString(request.machine.precision) + ", and there is no such GPU here",
                       "use --device cpu, and expect a difference");
    }
    throw;
  }
}

int report(const VerifyOptions &options, const Frame &picture, const RunOutcome &again) {
  const Frame &made = *again.frame;
  if (made.width != picture.width || made.height != picture.height) {
    throw InputError("'" + options.picture + "' has " + std::to_string(picture.width) + " x " +
                         std::to_string(picture.height) + " pixels, its recipe makes " +
                         std::to_string(made.width) + " x " + std::to_string(made.height),
                     "verify the picture as the run saved it, not a resized one");
  }
  const Drift drift = driftBetween(picture, made);
  const std::string recorded = recordedDevice(options.picture);
  if (options.json) {
    Json json = {{"picture", options.picture},
                 {"identical", drift.largest == 0},
                 {"largest_difference", drift.largest},
                 {"mean_difference", drift.mean},
                 {"differing_pixels", drift.pixels},
                 {"steps", again.step},
                 {"edits", again.request.edits.size()},
                 {"device", again.device},
                 {"recorded_device", recorded.empty() ? Json() : Json(recorded)},
                 {"seconds", again.seconds}};
    printData(json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
  } else {
    const std::string where =
        std::to_string(again.step) + " steps on " + again.device +
        (recorded.empty() || recorded == again.device ? "" : ", made on " + recorded);
    print(drift.largest == 0
              ? "Identical: the recipe makes every pixel again (" + where + ")\n"
              : "Different: by at most " + std::to_string(drift.largest) + " and on average " +
                    decimals(drift.mean, 4) + " of 255, in " + decimals(100 * drift.pixels, 1) +
                    " % of the pixels (" + where + ")\n");
  }
  return drift.largest <= options.tolerance ? 0 : 1;
}

int verify(const VerifyOptions &options) {
  RunRequest request = recipeFor(options.picture);
  const FramePtr picture = readPicture(options.picture);
  useInstalledModels(request.models);
  request.schedule.keepFramesEvery = 0;
  if (!options.device.empty()) {
    request.machine.device = options.device;
  }
  requireModelsFit(request);
  const std::unique_ptr<Engine> engine = makeEngine();
  checkHere(*engine, request, options.device);
  Progress progress(options.json ? ProgressStyle::Quiet : ProgressStyle::Automatic);
  const InterruptGuard guard;
  RunControl control;
  VerifyObserver observer(control, progress);
  const RunOutcome again = engine->run(request, observer, control);
  progress.clear();
  if (again.kind == RunOutcome::Kind::Failed || !again.frame) {
    return reportError(again.error.empty() ? "the run left no picture" : again.error, 1);
  }
  return again.kind == RunOutcome::Kind::Stopped ? kExitInterrupted
                                                 : report(options, *picture, again);
}

}  // namespace

std::function<int()> buildVerifyCommand(CLI::App &app) {
  auto options = std::make_shared<VerifyOptions>();
  app.add_option("picture", options->picture, "PNG that Everyword made")
      ->required()
      ->type_name("PICTURE");
  app.add_option("--device", options->device, "auto, cpu, cuda or cuda:N [default the recipe's]")
      ->type_name("DEVICE");
  app.add_option("--tolerance", options->tolerance,
                 "Largest difference of a pixel that still counts as the same [0..255; default 0]")
      ->check(CLI::Range(0, 255))
      ->type_name("LEVELS");
  app.add_flag("--json", options->json, "The report as JSON");
  app.footer(kFooter);
  return [options] { return verify(*options); };
}

}  // namespace everyword
