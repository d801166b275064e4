#include "app/cli/classify_command.h"

#include <CLI/CLI.hpp>
#include <filesystem>
#include <map>
#include <memory>

#include "app/cli/classify_report.h"
#include "app/cli/commands.h"
#include "app/cli/installed_models.h"
#include "app/cli/interrupt.h"
#include "app/cli/output.h"
#include "app/cli/output_folder.h"
#include "app/cli/progress.h"
#include "engine/api/exporting.h"

namespace everyword {

namespace {

constexpr char kFooter[] =
    "PICTURES is a folder with a folder a class, whose name is the class's (underscores are "
    "spaces), or a CSV with columns\n"
    "file and class. Zero-shot asks for \"a photo of a CLASS.\"; the linear probe is a logistic "
    "regression on CLIP's\n"
    "features; CoOp learns vectors of the prompt from a few pictures a class; CoOp + relevance "
    "keeps the class name\n"
    "relevant in it (S: relevance of the name over that of the other tokens).\n"
    "\n"
    "Written to the output folder: classify.json, accuracy.csv, classes.csv, confusion.csv, and "
    "each learned prompt as\n"
    "prompts-METHOD-SEED.safetensors, which --prompts reads again (it reads CoOp's .pth too).\n"
    "\n"
    "Examples:\n"
    "  everyword classify photos --test photos-v2 --test sketches -o out\n"
    "  everyword classify photos --shots 4 --vectors 4 --methods coop,coop_relevance -o out\n"
    "  everyword classify --prompts out/prompts-coop-1.safetensors --test sketches -o out2";

const std::vector<std::pair<std::string, RelevanceLoss>> kLosses = {
    {"balanced", RelevanceLoss::Balanced},
    {"printed", RelevanceLoss::Printed},
    {"published", RelevanceLoss::Published}};

struct ClassifyOptions {
  ClassifyRequest request;
  std::string output = "out", position = "middle";
  bool json = false;
};

int run(ClassifyOptions &options) {
  ClassifyRequest &request = options.request;
  request.nameInMiddle = options.position == "middle";
  const std::unique_ptr<Engine> engine = makeEngine();
  std::erase_if(request.models.files, [](const auto &file) { return file.second.empty(); });
  useInstalledModels(request.models);
  for (const std::string &source : request.tests) {
    if (!std::filesystem::exists(source)) {
      throw FileError("there is no folder or table '" + source + "'");
    }
  }
  OutputFolder folder(options.output);
  request.promptsFolder = std::filesystem::path(folder.file("")).parent_path().string();
  Progress progress(options.json ? ProgressStyle::Quiet : ProgressStyle::Automatic);
  const InterruptGuard guard;
  const ClassifyResult result = classify(*engine, request, [&](const ClassifyProgress &now) {
    progress.show(now.fraction, now.what);
    return !InterruptGuard::interrupted();
  });
  progress.clear();
  for (const std::string &warning : result.warnings) {
    progress.warn(warning);
  }
  if (!result.skipped.empty()) {
    progress.warn(std::to_string(result.skipped.size()) +
                  " pictures could not be read and count nowhere; the first: " +
                  result.skipped.front().second);
  }
  const std::string json = classifyJson(result, request);
  const std::map<std::string, std::string> files = {{"classify.json", json},
                                                    {"accuracy.csv", accuracyCsv(result)},
                                                    {"classes.csv", classesCsv(result)},
                                                    {"confusion.csv", confusionCsv(result)}};
  for (const auto &[name, text] : files) {
    folder.save(name, [&](const std::string &path) { writeTextFile(path, text); });
  }
  folder.throwIfElsewhere();
  if (options.json) {
    printData(json);
  } else {
    print(classifyTable(result) + "\nclassify.json, tables and learned prompts are in " +
          folder.file("") + "\n");
  }
  return result.stopped ? kExitInterrupted : 0;
}

void addModels(CLI::App &app, ClassifyRequest &request) {
  app.add_option("--pack", request.models.pack, "Model pack: a name or a folder [default starter]")
      ->type_name("NAME");
  app.add_option("--clip", request.models.files["clip"],
                 "CLIP instead of the pack's: an installed one's name, or a file")
      ->type_name("NAME|FILE");
  app.add_option("--merges", request.models.files["merges"],
                 "BPE merges that belong to it [default: the installed vocabulary of its size]")
      ->type_name("NAME|FILE");
  app.add_option("--device", request.device, "auto, cpu, cuda or cuda:0 [default auto]")
      ->type_name("NAME");
  app.add_option("--threads", request.threads, "Processor threads; 0 takes all cores [default 0]")
      ->check(CLI::Range(0, 1024))
      ->type_name("NUMBER");
}

void addLearning(CLI::App &app, ClassifyOptions &options) {
  ClassifyRequest &request = options.request;
  app.add_option("--methods", request.methods,
                 "Of zero_shot, linear_probe, coop, coop_relevance: NAME,NAME [default all]")
      ->delimiter(',')
      ->type_name("NAMES")
      ->allow_extra_args(false);
  app.add_option("--classes", request.classes, "Only so many, spread over all; 0: all [default 0]")
      ->check(CLI::Range(0, 1000000))
      ->type_name("NUMBER");
  app.add_option("--shots", request.shots, "Pictures a class to learn from [default 1]")
      ->check(CLI::Range(1, 100000))
      ->type_name("NUMBER");
  app.add_option("--seeds", request.seeds, "Draws of pictures and beginnings [default 3]")
      ->check(CLI::Range(1, 10000))
      ->type_name("NUMBER");
  app.add_option("--seed", request.seed, "The first of them [default 1]")->type_name("NUMBER");
  app.add_option("--epochs", request.epochs,
                 "Times that each picture is seen; 0: 50 for one shot, 100 for up to 4, 200 for "
                 "more [default 0]")
      ->check(CLI::Range(0, 100000))
      ->type_name("NUMBER");
  app.add_option("--vectors", request.vectors, "Learned vectors in a prompt [default 16]")
      ->check(CLI::Range(1, 10000))
      ->type_name("NUMBER");
  app.add_flag("--per-class", request.perClass, "Vectors of its own for each class");
  app.add_option("--position", options.position,
                 "Of the class name among the vectors [middle, end; default middle]")
      ->check(CLI::IsMember({"middle", "end"}))
      ->type_name("PLACE");
  app.add_option("--lambda", request.lambda,
                 "Of the relevance loss [default 1 for ViT-B/16, 3 for others]")
      ->check(CLI::Range(0.0, 1e6))
      ->type_name("NUMBER");
  app.add_option("--loss", request.loss,
                 "Wrong classes' relevance: balanced (their mean), printed (the paper's sum), "
                 "published (the published code) [default balanced]")
      ->transform(CLI::CheckedTransformer(kLosses, CLI::ignore_case).description(""))
      ->type_name("LOSS");
  app.add_option("--batch", request.batch, "Pictures a step [default 32]")
      ->check(CLI::Range(1, 100000))
      ->type_name("NUMBER");
  app.add_option("--lr", request.learningRate, "Of the vectors [default 0.002]")
      ->check(CLI::Range(0.0, 1000.0))
      ->type_name("NUMBER");
  app.add_option("--prefix", request.prefix,
                 "Zero-shot: what stands before the class name [default a photo of a]")
      ->type_name("TEXT");
  app.add_option("--probe-c", request.probeC,
                 "Linear probe: weight of the pictures against the regulariser [default 0.316]")
      ->check(CLI::Range(0.0, 1e12))
      ->type_name("NUMBER");
}

}  // namespace

std::function<int()> buildClassifyCommand(CLI::App &app) {
  auto options = std::make_shared<ClassifyOptions>();
  ClassifyRequest &request = options->request;
  app.add_option("pictures", request.train, "Labelled pictures to learn from: a folder or a CSV")
      ->type_name("PICTURES");
  app.add_option("--test", request.tests,
                 "Labelled pictures to test with; repeat for more [default: those that learning "
                 "leaves over]")
      ->type_name("PICTURES")
      ->allow_extra_args(false);
  app.add_option("--prompts", request.prompts, "Learned prompts: tests these and learns nothing")
      ->type_name("FILE");
  addLearning(app, *options);
  app.add_option("--features", request.features,
                 "File that keeps the pictures' features [default: in the user's cache folder]")
      ->type_name("FILE");
  app.add_option("-o,--output", options->output,
                 "Folder for the results, made if it is not there [default out]")
      ->type_name("FOLDER");
  addModels(app, request);
  app.add_flag("--json", options->json, "Print classify.json instead of the table");
  app.footer(kFooter);
  return [options] { return run(*options); };
}

}  // namespace everyword
