#include "app/cli/bench_dream.h"

#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>

#include "app/cli/commands.h"
#include "app/cli/dream_bench_report.h"
#include "app/cli/interrupt.h"
#include "app/cli/output.h"
#include "app/cli/output_folder.h"
#include "app/cli/progress.h"
#include "engine/api/errors.h"
#include "engine/api/exporting.h"
#include "engine/api/pictures.h"

namespace everyword {

namespace {

constexpr char kFooter[] =
    "The supplement's comparison: prompts with compound nouns x seeds, each without the term that "
    "pushes neglected words\n"
    "(lambda 0) and with it, from the same start. Told of each picture: CLIP similarity, and the "
    "relevance of the\n"
    "prompt's most neglected word.\n"
    "\n"
    "Written to the output folder after each prompt and seed: dream.json, dream.csv, pictures/; at "
    "the end sheet.png.\n"
    "The same command goes on where it was interrupted.\n"
    "\n"
    "Examples:\n"
    "  everyword bench dream --seeds 2 --steps 60 -o dream\n"
    "  everyword bench dream --lambdas 0,0.1,0.3 -o dream";

struct DreamBenchOptions {
  DreamBenchRequest request;
  std::string output = "dream";
};

class DreamsBench {
 public:
  explicit DreamsBench(const DreamBenchOptions &options)
      : options_(options), engine_(makeEngine()), folder_(checkedOutput()) {
    std::error_code ignored;
    const std::string earlier = folder_.file("dream.json");
    if (std::filesystem::exists(earlier, ignored)) {
      cells_ = readDreamBench(earlier, options_.request);
    }
  }

  int run() {
    Progress progress(ProgressStyle::Automatic);
    const InterruptGuard guard;
    runDreamBench(
        *engine_, options_.request, std::vector<DreamBenchCell>(cells_),
        [&](int done, int total, const std::string &what) {
          progress.show(double(done) / total,
                        std::to_string(done) + "/" + std::to_string(total) + "  " + what);
          return !InterruptGuard::interrupted();
        },
        [&](const DreamBenchCell &cell) { keep(cell); });
    progress.clear();
    report();
    return InterruptGuard::interrupted() ? kExitInterrupted : 0;
  }

 private:
  /// What cannot run ends it before the folder is made.
  std::string checkedOutput() const {
    engine_->pack(options_.request.pack);
    if (options_.request.lambdas.size() < 2) {
      throw InputError("one lambda has nothing to be compared with",
                       "give two or more, as in --lambdas 0,0.1");
    }
    return options_.output;
  }

  static std::string pictureName(const DreamBenchCell &cell, std::size_t lambda) {
    return "pictures/" + std::to_string(cell.prompt + 1) + "-" + std::to_string(cell.seed) + "-" +
           std::to_string(lambda) + ".png";
  }

  void keep(const DreamBenchCell &cell) {
    cells_.push_back(cell);
    for (std::size_t i = 0; i < cell.results.size(); ++i) {
      folder_.save(pictureName(cell, i),
                   [&](const std::string &path) { writePicture(path, *cell.results[i].picture); });
    }
    for (DreamResult &result : cells_.back().results) {
      result.picture = nullptr;
    }
    writeTables();
  }

  void writeTables() {
    folder_.save("dream.json", [&](const std::string &path) {
      writeTextFile(path, dreamBenchJson(cells_, options_.request));
    });
    folder_.save("dream.csv",
                 [&](const std::string &path) { writeTextFile(path, dreamBenchCsv(cells_)); });
  }

  void report() {
    if (cells_.empty()) {
      return;
    }
    writeTables();
    folder_.save("sheet.png", [&](const std::string &path) {
      writeDreamBenchSheet(path, cells_, [&](const DreamBenchCell &cell, std::size_t lambda) {
        return readPicture(folder_.file(pictureName(cell, lambda)));
      });
    });
    folder_.throwIfElsewhere();
    print("\n" + dreamBenchTable(cells_) + "\ndream.json, dream.csv and sheet.png are in " +
          folder_.file("") + "\n");
  }

  DreamBenchOptions options_;
  std::unique_ptr<Engine> engine_;
  OutputFolder folder_;
  std::vector<DreamBenchCell> cells_;
};

}  // namespace

std::function<int()> buildBenchDream(CLI::App &app) {
  auto options = std::make_shared<DreamBenchOptions>();
  DreamBenchRequest &request = options->request;
  app.add_option("--seeds", request.seeds, "Starts of each prompt [default 4]")
      ->check(CLI::Range(1, 100000))
      ->type_name("NUMBER");
  app.add_option("--lambdas", request.lambdas,
                 "Strengths of the term, the first to compare with: A,B,C [default 0,0.1,0.5]")
      ->delimiter(',')
      ->check(CLI::Range(0.0, 3.5))
      ->type_name("NUMBERS");
  app.add_option("--pack", request.pack, "Model pack: a name or a folder [default starter]")
      ->type_name("NAME");
  app.add_option("--steps", request.steps,
                 "Steps a run; 0 takes what the mode recommends [default 0]")
      ->check(CLI::Range(0, 5000))
      ->type_name("NUMBER");
  app.add_option("--threads", request.threads, "Processor threads; 0 takes all cores [default 0]")
      ->check(CLI::Range(0, 1024))
      ->type_name("NUMBER");
  app.add_option("-o,--output", options->output,
                 "Folder for the results, made if it is not there [default dream]")
      ->type_name("FOLDER");
  app.footer(kFooter);
  return [options] { return DreamsBench(*options).run(); };
}

}  // namespace everyword
