#include "app/cli/train_command.h"

#include <CLI/CLI.hpp>
#include <memory>

#include "app/cli/commands.h"
#include "app/cli/interrupt.h"
#include "app/cli/output.h"
#include "app/cli/progress.h"
#include "app/cli/text_table.h"
#include "engine/api/attribute_training.h"

namespace everyword {

namespace {

constexpr char kFooter[] =
    "The folder holds attributes.csv and its pictures, as files or in pictures.zip. The first line "
    "names the columns:\n"
    "file, part (train or held_out), and one column an attribute; an empty value is the value "
    "none.\n"
    "\n"
    "Example:\n"
    "  everyword train attributes avatars -o attributes.safetensors --minutes 5";

int trainAttributesCommand(const AttributeTrainRequest &request) {
  Progress progress(ProgressStyle::Automatic);
  const InterruptGuard guard;
  const AttributeTraining result =
      trainAttributes(request, [&](double fraction, const std::string &what) {
        progress.show(fraction, what);
        return !InterruptGuard::interrupted();
      });
  progress.clear();
  TextTable table({"attribute", "values", "held out", "commonest"});
  for (const AttributeScore &score : result.heldOut) {
    table.add({score.attribute, std::to_string(score.values), decimals(100 * score.accuracy, 1),
               decimals(100 * score.commonest, 1)});
  }
  print("\n" + table.text() + "\nPer cent of " + std::to_string(result.heldOutPictures) +
        " held-out pictures told right, and what always telling the commonest value would give; " +
        decimals(result.epochs, 1) + " epochs of " + std::to_string(result.trainPictures) +
        " pictures in " + durationText(result.seconds) + "\n" + request.output +
        " has the weights\n");
  return result.stopped ? kExitInterrupted : 0;
}

}  // namespace

std::function<int()> buildTrainCommand(CLI::App &app) {
  auto request = std::make_shared<AttributeTrainRequest>();
  request->output = "attributes.safetensors";
  app.require_subcommand(1);
  CLI::App *sub = app.add_subcommand(
      "attributes", "A classifier of attributes, which judges edits and has no part in them");
  sub->add_option("folder", request->folder, "Folder with attributes.csv and the pictures")
      ->required()
      ->type_name("FOLDER");
  sub->add_option("-o,--output", request->output,
                  "File of the weights [default attributes.safetensors]")
      ->type_name("FILE");
  sub->add_option("--attributes", request->attributes, "Columns to learn: NAME,NAME [default all]")
      ->type_name("NAMES")
      ->delimiter(',')
      ->allow_extra_args(false);
  sub->add_option("--epochs", request->epochs, "Times that each picture is seen [default 40]")
      ->check(CLI::Range(1, 10000))
      ->type_name("NUMBER");
  sub->add_option("--minutes", request->minutes, "Ends after so many minutes [default: no end]")
      ->check(CLI::Range(0.0, 10000.0))
      ->type_name("NUMBER");
  sub->add_option("--threads", request->threads, "Processor threads; 0 takes all [default 0]")
      ->check(CLI::Range(0, 1024))
      ->type_name("NUMBER");
  sub->add_option("--seed", request->seed, "The same seed makes the same weights [default 1]")
      ->type_name("NUMBER");
  sub->footer(kFooter);
  return [request] { return trainAttributesCommand(*request); };
}

}  // namespace everyword
