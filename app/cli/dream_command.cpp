#include "app/cli/dream_command.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "app/cli/commands.h"
#include "app/cli/dream_report.h"
#include "app/cli/installed_models.h"
#include "app/cli/interrupt.h"
#include "app/cli/output.h"
#include "app/cli/output_folder.h"
#include "app/cli/progress.h"
#include "app/cli/request_options.h"
#include "engine/api/errors.h"
#include "engine/api/exporting.h"
#include "engine/api/recipe.h"

namespace everyword {

namespace {

constexpr char kFooter[] =
    "Words of the prompt whose relevance falls below a share of the mean (--neglected-below) are "
    "pushed up; without\n"
    "--words all that the prompt names count, a compound noun as one. The generator is the BigGAN "
    "or StyleGAN2 that is\n"
    "named, else the pack's VQGAN.\n"
    "\n"
    "With --seeds a wall of cheap dreams is made first: a fifth of the steps, four cutouts. --keep "
    "goes on with the best of\n"
    "them; --continue-from goes on with some of an earlier wall.\n"
    "\n"
    "Written to the output folder: final.png (its text chunk holds the request), run.json with "
    "each word's relevance and\n"
    "the forgotten words; of a wall wall.png, wall.json, wall/; of those that went on kept.png and "
    "kept/.\n"
    "\n"
    "Examples:\n"
    "  everyword dream --prompt \"a strawberry cake\" --seed 3 -o out\n"
    "  everyword dream --prompt \"a strawberry cake\" --seeds 12 --keep 2 -o out\n"
    "  everyword dream --continue-from out --pick 4,7 -o more\n"
    "\n"
    "Exit codes: 0 done; 1 internal error; 2 bad input or file; 3 not enough disk, memory or "
    "rights; 130 interrupted.";

struct DreamOptions {
  RequestOptions request{"dream"};
  std::string output = "out", continueFrom;
  int seeds = 1, keep = 0;
  std::vector<std::uint64_t> pick;
  bool json = false, quiet = false;
};

constexpr char kCheckpoint[] = "run.checkpoint";

/// Shows how far a run among several is, and has its state written: at its end where `endState` is
/// a path, and at `checkpoint` when it is interrupted.
class DreamObserver : public RunObserver {
 public:
  DreamObserver(RunControl &control, Progress &progress, double before, double share,
                std::string endState, std::string checkpoint)
      : control_(control),
        progress_(progress),
        before_(before),
        share_(share),
        endState_(std::move(endState)),
        checkpoint_(std::move(checkpoint)) {}

  bool wantsPreviews() const override { return false; }
  void onLoading(const std::string &what, double) override { show(0, what); }
  void onStarted(const RunStarted &started) override {
    seed_ = started.request.seed;
    for (const std::string &warning : started.warnings) {
      progress_.warn(warning);
    }
  }
  void onStep(const StepEvent &event) override {
    show(event.steps > 0 ? double(event.step) / event.steps : 0,
         "seed " + std::to_string(seed_) + ", step " + std::to_string(event.step) + "/" +
             std::to_string(event.steps));
    if (event.step == event.steps && !endState_.empty()) {
      control_.checkpointTo(endState_);
    }
  }
  void onCheckpoint(const std::string &, const std::string &problem) override {
    if (!problem.empty()) {
      progress_.warn("a dream cannot go on later: " + problem);
    }
  }

 private:
  void show(double done, const std::string &what) {
    progress_.show(before_ + share_ * done, what);
    if (InterruptGuard::interrupted() && !control_.stopRequested()) {
      if (!checkpoint_.empty()) {
        control_.checkpointTo(checkpoint_);
      }
      control_.stop();
    }
  }

  RunControl &control_;
  Progress &progress_;
  double before_, share_;
  std::string endState_, checkpoint_;
  std::uint64_t seed_ = 0;
};

class DreamCommand {
 public:
  explicit DreamCommand(const DreamOptions &options)
      : options_(options),
        progress_(options.json    ? ProgressStyle::Json
                  : options.quiet ? ProgressStyle::Quiet
                                  : ProgressStyle::Automatic),
        engine_(makeEngine()),
        wall_(wallOf()),
        folder_(options.output) {}

  int run() {
    const InterruptGuard guard;
    if (options_.seeds == 1 && options_.continueFrom.empty()) {
      dream(wall_.request, 0, 1, "");
      return finish({});
    }
    if (options_.continueFrom.empty()) {
      makeWall();
    }
    const std::vector<std::uint64_t> kept = keptSeeds();
    for (std::size_t i = 0; i < kept.size() && !interrupted_; ++i) {
      goOnWith(kept[i], double(i) / double(kept.size()), 1.0 / double(kept.size()));
    }
    return finish(kept);
  }

 private:
  /// Checks all that can be checked before the folder is made.
  DreamWall wallOf() {
    DreamWall wall;
    if (!options_.continueFrom.empty()) {
      if (!options_.request.firstGiven().empty()) {
        throw InputError("--continue-from goes on with the settings of the wall",
                         "leave out " + options_.request.firstGiven());
      }
      wall = readWall((std::filesystem::path(options_.continueFrom) / "wall.json").string());
    } else {
      wall.request = options_.request.request(*engine_);
    }
    useInstalledModels(wall.request.models);
    requireModelsFit(wall.request);
    engine_->check(wall.request);
    return wall;
  }

  /// False when it was interrupted.
  bool dream(const RunRequest &request, double before, double share, const std::string &endState) {
    RunControl control;
    const bool isCheap = !endState.empty();
    DreamObserver observer(control, progress_, before, share, endState,
                           isCheap ? "" : folder_.file(kCheckpoint));
    RunOutcome outcome = engine_->run(request, observer, control);
    if (outcome.kind == RunOutcome::Kind::Failed) {
      throw Error(outcome.error);
    }
    outcome.request.models = recipeModels(outcome.request.models);
    interrupted_ = outcome.kind == RunOutcome::Kind::Stopped;
    outcomes_.push_back(std::move(outcome));
    return !interrupted_;
  }

  void makeWall() {
    constexpr int kCheapCutouts = 4, kCheapShare = 5;
    RunRequest cheap = wall_.request;
    cheap.schedule.steps = std::max(1, cheap.schedule.steps / kCheapShare);
    cheap.cutouts.count = std::min(cheap.cutouts.count, kCheapCutouts);
    cheap.schedule.rampDown = 0;
    std::filesystem::create_directories(folder_.file("wall"));
    for (int i = 0; i < options_.seeds && !interrupted_; ++i) {
      cheap.seed = wall_.request.seed + static_cast<std::uint64_t>(i);
      if (dream(cheap, double(i) / options_.seeds, 1.0 / options_.seeds,
                folder_.file(wallName(cheap.seed, ".run")))) {
        wall_.dreams.push_back(dreamOf(outcomes_.back()));
        savePicture(wallName(cheap.seed, ".png"), outcomes_.back());
      }
      outcomes_.clear();
    }
    writeSheet("wall.png", wall_.dreams);
    folder_.save("wall.json",
                 [&](const std::string &path) { writeTextFile(path, wallJson(wall_)); });
  }

  std::vector<std::uint64_t> keptSeeds() const {
    const bool anyNumber = options_.keep == 0 && !options_.continueFrom.empty();
    const std::vector<std::uint64_t> best =
        wall_.best(static_cast<std::size_t>(anyNumber ? 1 : options_.keep));
    for (const std::uint64_t seed : options_.pick) {
      const bool known = std::any_of(wall_.dreams.begin(), wall_.dreams.end(),
                                     [&](const Dream &dream) { return dream.seed == seed; });
      if (!known) {
        throw InputError("the wall has no seed " + std::to_string(seed), "see its wall.json");
      }
    }
    return options_.pick.empty() ? best : options_.pick;
  }

  void goOnWith(std::uint64_t seed, double before, double share) {
    RunRequest whole = wall_.request;
    whole.seed = seed;
    whole.start.latentSpace =
        std::find_if(wall_.dreams.begin(), wall_.dreams.end(), [&](const Dream &dream) {
          return dream.seed == seed;
        })->space;
    whole.start.kind = Start::EarlierRun;
    whole.start.state = stateOf(seed);
    if (dream(whole, before, share, "")) {
      savePicture("kept/seed-" + std::to_string(seed) + ".png", outcomes_.back());
    }
  }

  std::string stateOf(std::uint64_t seed) const {
    const std::string from =
        options_.continueFrom.empty() ? folder_.file("") : options_.continueFrom;
    return std::filesystem::absolute(std::filesystem::path(from) / wallName(seed, ".run"))
        .lexically_normal()
        .string();
  }

  void savePicture(const std::string &name, const RunOutcome &outcome) {
    folder_.save(name, [&](const std::string &path) {
      writePicture(path, *outcome.frame, outcome.request.toJson());
    });
  }

  void writeSheet(const std::string &name, const std::vector<Dream> &dreams) {
    std::vector<FramePtr> pictures;
    std::vector<std::string> captions;
    for (const Dream &dream : dreams) {
      pictures.push_back(dream.picture);
      captions.push_back(captionOf(dream));
    }
    if (!pictures.empty()) {
      folder_.save(name, [&](const std::string &path) {
        writeContactSheet(path, pictures, captions, std::min<int>(6, int(pictures.size())));
      });
    }
  }

  /// The best of what was dreamt to its end.
  int finish(const std::vector<std::uint64_t> &kept) {
    progress_.clear();
    std::vector<Dream> dreams;
    for (const RunOutcome &outcome : outcomes_) {
      dreams.push_back(dreamOf(outcome));
    }
    if (!wall_.dreams.empty()) {
      progress_.say("\n" + dreamTable(wall_.dreams, kept));
    }
    if (!dreams.empty()) {
      const auto best = static_cast<std::size_t>(
          std::max_element(dreams.begin(), dreams.end(),
                           [](const Dream &a, const Dream &b) { return a.score < b.score; }) -
          dreams.begin());
      const std::string report = dreamJson(outcomes_[best]);
      savePicture("final.png", outcomes_[best]);
      folder_.save("run.json", [&](const std::string &path) { writeTextFile(path, report); });
      if (!kept.empty()) {
        writeSheet("kept.png", dreams);
      }
      progress_.say("\n" + dreamTable(dreams, {}));
      progress_.json(nlohmann::ordered_json::parse(report).dump());
    }
    folder_.throwIfElsewhere();
    progress_.say("Written to " + folder_.file(""));
    std::error_code ignored;
    if (interrupted_ && std::filesystem::exists(folder_.file(kCheckpoint), ignored)) {
      progress_.say("Go on with: everyword generate --resume " + folder_.file(kCheckpoint));
    }
    return interrupted_ ? kExitInterrupted : 0;
  }

  const DreamOptions &options_;
  Progress progress_;
  std::unique_ptr<Engine> engine_;
  DreamWall wall_;
  OutputFolder folder_;
  std::vector<RunOutcome> outcomes_;  ///< of whole dreams, and of one that was interrupted
  bool interrupted_ = false;
};

}  // namespace

std::function<int()> buildDreamCommand(CLI::App &app) {
  auto options = std::make_shared<DreamOptions>();
  options->request.addTo(app);
  app.add_option("--seeds", options->seeds,
                 "A wall of so many cheap dreams, from --seed on [default 1: one whole dream]")
      ->check(CLI::Range(1, 100))
      ->type_name("NUMBER")
      ->group("Wall");
  app.add_option("--keep", options->keep, "Go on with so many of the best of the wall [default 0]")
      ->check(CLI::Range(0, 100))
      ->type_name("NUMBER")
      ->group("Wall");
  app.add_option("--continue-from", options->continueFrom,
                 "Go on with the best, or those of --pick, of an earlier wall's folder")
      ->type_name("FOLDER")
      ->group("Wall");
  app.add_option("--pick", options->pick, "Seeds of the wall to go on with: A,B,C")
      ->delimiter(',')
      ->type_name("SEEDS")
      ->group("Wall");
  app.add_option("-o,--output", options->output,
                 "Folder for the results, made if it is not there [default out]")
      ->type_name("FOLDER")
      ->group("Results");
  CLI::Option *json =
      app.add_flag("--json", options->json, "The report as JSON at the end, for programs");
  json->group("Results");
  app.add_flag("--quiet", options->quiet, "Say nothing but errors and warnings")
      ->group("Results")
      ->excludes(json);
  options->request.addParametersTo(app, {"keep_frames_every"});
  app.footer(kFooter);
  return [options] { return DreamCommand(*options).run(); };
}

}  // namespace everyword
