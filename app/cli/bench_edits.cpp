#include "app/cli/bench_edits.h"

#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>

#include "app/cli/commands.h"
#include "app/cli/edit_bench_report.h"
#include "app/cli/interrupt.h"
#include "app/cli/output.h"
#include "app/cli/output_folder.h"
#include "app/cli/progress.h"
#include "engine/api/exporting.h"

namespace everyword {

namespace {

constexpr char kFooter[] =
    "The paper's four prompts (section 4.2) x seeds, each once with CLIP alone (lambda 0, no "
    "words) and once with the\n"
    "relevance of the words, lambda chosen among {0, 0.5, ..., 3.5} by CLIP as in the paper. A "
    "classifier that has no\n"
    "part in guiding says whether the picture has what the prompt asks for (success) and how many "
    "of the attributes\n"
    "that it does not name stayed (identity). Starts that have the attribute already do not "
    "count.\n"
    "\n"
    "Written to the output folder after each prompt and seed: edits.json, edits.csv, pictures/; at "
    "the end sheet.png.\n"
    "The same command goes on where it was interrupted.\n"
    "\n"
    "Examples:\n"
    "  everyword bench edits --quick -o edits      2 seeds, lambda 0, 1, 2 and 3.5\n"
    "  everyword bench edits --json edits.json     20 seeds";

struct EditsOptions {
  EditBenchRequest request;
  bool quick = false;
  std::string output = "edits", json;
};

std::string pictureName(const EditBenchCell &cell, const std::string &what) {
  return "pictures/" + std::to_string(cell.prompt + 1) + "-" + std::to_string(cell.seed) + "-" +
         what + ".png";
}

class EditsBench {
 public:
  explicit EditsBench(const EditsOptions &options)
      : options_(options), engine_(makeEngine()), folder_(checkedOutput()) {
    std::error_code ignored;
    const std::string earlier = folder_.file("edits.json");
    if (std::filesystem::exists(earlier, ignored)) {
      cells_ = readEditBench(earlier, options_.request);
    }
  }

  int run() {
    Progress progress(ProgressStyle::Automatic);
    const InterruptGuard guard;
    runEditBench(
        *engine_, options_.request, std::vector<EditBenchCell>(cells_),
        [&](int done, int total, const std::string &what) {
          progress.show(double(done) / total,
                        std::to_string(done) + "/" + std::to_string(total) + "  " + what);
          return !InterruptGuard::interrupted();
        },
        [&](const EditBenchCell &cell) { keep(cell); });
    progress.clear();
    report();
    return InterruptGuard::interrupted() ? kExitInterrupted : 0;
  }

 private:
  /// A pack that does not exist ends it before the folder is made.
  std::string checkedOutput() const {
    engine_->pack(options_.request.pack);
    return options_.output;
  }

  void keep(const EditBenchCell &cell) {
    cells_.push_back(cell);
    const auto savePicture = [&](const std::string &what, const FramePtr &picture) {
      folder_.save(pictureName(cell, what),
                   [&](const std::string &path) { writePicture(path, *picture); });
    };
    savePicture("start", cell.start.picture);
    savePicture("clip", cell.edits.front().picture);
    savePicture("ours", cell.edits[cell.chosen()].picture);
    writeTables();
  }

  void writeTables() {
    folder_.save("edits.json", [&](const std::string &path) {
      writeTextFile(path, editBenchJson(cells_, options_.request));
    });
    folder_.save("edits.csv",
                 [&](const std::string &path) { writeTextFile(path, editBenchCsv(cells_)); });
  }

  void report() {
    writeTables();
    folder_.save("sheet.png", [&](const std::string &path) {
      writeEditBenchSheet(path, cells_, [&](const EditBenchCell &cell, const std::string &what) {
        return readPicture(folder_.file(pictureName(cell, what)));
      });
    });
    if (!options_.json.empty()) {
      writeTextFile(options_.json, editBenchJson(cells_, options_.request));
    }
    folder_.throwIfElsewhere();
    print("\n" + editBenchTable(cells_) + "\nedits.json, edits.csv and sheet.png are in " +
          folder_.file("") + "\n");
  }

  EditsOptions options_;
  std::unique_ptr<Engine> engine_;
  OutputFolder folder_;
  std::vector<EditBenchCell> cells_;
};

int benchEdits(EditsOptions options, bool seedsGiven) {
  if (options.quick) {
    options.request.seeds = seedsGiven ? options.request.seeds : 2;
    options.request.lambdas = {0, 1, 2, 3.5};
  }
  return EditsBench(options).run();
}

}  // namespace

std::function<int()> buildBenchEdits(CLI::App &app) {
  auto options = std::make_shared<EditsOptions>();
  EditBenchRequest &request = options->request;
  app.add_flag("--quick", options->quick, "2 seeds and four lambdas");
  CLI::Option *seeds = app.add_option("--seeds", request.seeds, "Starts [default 20]");
  seeds->check(CLI::Range(1, 100000))->type_name("NUMBER");
  app.add_option("--pack", request.pack, "Model pack: a name or a folder [default starter]")
      ->type_name("NAME");
  app.add_option("--steps", request.steps,
                 "Steps a run; 0 takes what the pack recommends [default 0]")
      ->check(CLI::Range(0, 5000))
      ->type_name("NUMBER");
  app.add_option("--threads", request.threads, "Processor threads; 0 takes all cores [default 0]")
      ->check(CLI::Range(0, 1024))
      ->type_name("NUMBER");
  app.add_option("--json", options->json, "Also writes the figures to this file")
      ->type_name("FILE");
  app.add_option("-o,--output", options->output,
                 "Folder for the results, made if it is not there [default edits]")
      ->type_name("FOLDER");
  app.footer(kFooter);
  return [options, seeds] { return benchEdits(*options, seeds->count() > 0); };
}

}  // namespace everyword
