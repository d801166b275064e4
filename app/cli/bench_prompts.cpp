#include "app/cli/bench_prompts.h"

#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>

#include "app/cli/commands.h"
#include "app/cli/installed_models.h"
#include "app/cli/interrupt.h"
#include "app/cli/output.h"
#include "app/cli/output_folder.h"
#include "app/cli/progress.h"
#include "app/cli/prompt_bench_report.h"
#include "engine/api/exporting.h"

namespace everyword {

namespace {

constexpr char kFooter[] =
    "The paper's Table 1: zero-shot, linear probe, CoOp and CoOp with the relevance loss (wrong "
    "classes' mean, as printed,\n"
    "as the published code has it), M = 16 and 4, unified and class-specific, learned from "
    "PICTURES (a folder a "
    "class, or a CSV of file and\n"
    "class) and tested on other sets without learning anew.\n"
    "\n"
    "Written to the output folder after each cell: prompts.json; at the end prompts.csv and "
    "prompts.tex. The same command\n"
    "goes on where it was interrupted.\n"
    "\n"
    "Examples:\n"
    "  everyword bench prompts styles/fluent --test styles/noto --test styles/openmoji --quick\n"
    "  everyword bench prompts imagenet --test imagenet-v2 --test sketch --clip ViT-B-16";

struct PromptsOptions {
  PromptBenchRequest request;
  bool quick = false;
  std::string output = "prompts";
};

class PromptsBench {
 public:
  explicit PromptsBench(const PromptsOptions &options)
      : options_(options), engine_(makeEngine()), folder_(options.output) {
    std::error_code ignored;
    const std::string earlier = folder_.file("prompts.json");
    if (std::filesystem::exists(earlier, ignored)) {
      cells_ = readPromptBench(earlier, options_.request);
    }
  }

  int run() {
    Progress progress(ProgressStyle::Automatic);
    const InterruptGuard guard;
    runPromptBench(
        *engine_, options_.request, std::vector<PromptBenchCell>(cells_),
        [&](int done, int total, const std::string &what) {
          progress.show(double(done) / total,
                        std::to_string(done) + "/" + std::to_string(total) + "  " + what);
          return !InterruptGuard::interrupted();
        },
        [&](const PromptBenchCell &cell) {
          cells_.push_back(cell);
          save("prompts.json", promptBenchJson(cells_, options_.request));
        });
    progress.clear();
    save("prompts.csv", promptBenchCsv(cells_));
    save("prompts.tex", promptBenchLatex(cells_));
    folder_.throwIfElsewhere();
    print("\n" + promptBenchTable(cells_) + "\nprompts.json, prompts.csv and prompts.tex are in " +
          folder_.file("") + "\n");
    return InterruptGuard::interrupted() ? kExitInterrupted : 0;
  }

 private:
  void save(const std::string &name, const std::string &text) {
    folder_.save(name, [&](const std::string &path) { writeTextFile(path, text); });
  }

  PromptsOptions options_;
  std::unique_ptr<Engine> engine_;
  OutputFolder folder_;
  std::vector<PromptBenchCell> cells_;
};

int benchPrompts(PromptsOptions options, bool seedsGiven, bool classesGiven) {
  ClassifyRequest &base = options.request.base;
  if (options.quick) {
    options.request.seeds = seedsGiven ? options.request.seeds : 2;
    base.classes = classesGiven ? base.classes : 20;
  }
  std::erase_if(base.models.files, [](const auto &file) { return file.second.empty(); });
  useInstalledModels(base.models);
  return PromptsBench(options).run();
}

}  // namespace

std::function<int()> buildBenchPrompts(CLI::App &app) {
  auto options = std::make_shared<PromptsOptions>();
  PromptBenchRequest &request = options->request;
  app.add_option("pictures", request.base.train, "Labelled pictures to learn from")
      ->required()
      ->type_name("PICTURES");
  app.add_option("--test", request.base.tests,
                 "Labelled pictures to test with; repeat for more [default: those left over]")
      ->type_name("PICTURES")
      ->allow_extra_args(false);
  app.add_flag("--quick", options->quick, "20 classes and 2 seeds");
  CLI::Option *seeds = app.add_option("--seeds", request.seeds, "Draws [default 3]");
  seeds->check(CLI::Range(1, 10000))->type_name("NUMBER");
  CLI::Option *classes =
      app.add_option("--classes", request.base.classes, "Only so many; 0: all [default 0]");
  classes->check(CLI::Range(0, 1000000))->type_name("NUMBER");
  app.add_option("--shots", request.base.shots, "Pictures a class to learn from [default 1]")
      ->check(CLI::Range(1, 100000))
      ->type_name("NUMBER");
  app.add_option("--epochs", request.base.epochs, "As in classify [default 0]")
      ->check(CLI::Range(0, 100000))
      ->type_name("NUMBER");
  app.add_option("--lambda", request.base.lambda,
                 "Of the relevance loss [default 1 for ViT-B/16, 3 for others]")
      ->check(CLI::Range(0.0, 1e6))
      ->type_name("NUMBER");
  app.add_option("--pack", request.base.models.pack,
                 "Model pack: a name or a folder [default starter]")
      ->type_name("NAME");
  app.add_option("--clip", request.base.models.files["clip"],
                 "CLIP instead of the pack's: an installed one's name, or a file")
      ->type_name("NAME|FILE");
  app.add_option("--merges", request.base.models.files["merges"], "BPE merges that belong to it")
      ->type_name("NAME|FILE");
  app.add_option("--threads", request.base.threads,
                 "Processor threads; 0 takes all cores [default 0]")
      ->check(CLI::Range(0, 1024))
      ->type_name("NUMBER");
  app.add_option("-o,--output", options->output,
                 "Folder for the results, made if it is not there [default prompts]")
      ->type_name("FOLDER");
  app.footer(kFooter);
  return [options, seeds, classes] {
    return benchPrompts(*options, seeds->count() > 0, classes->count() > 0);
  };
}

}  // namespace everyword
