#include "app/cli/models_command.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <nlohmann/json.hpp>

#include "app/cli/models_download.h"
#include "app/cli/models_report.h"
#include "app/cli/output.h"
#include "engine/api/engine.h"
#include "engine/api/errors.h"
#include "engine/api/model_store.h"

namespace everyword {

namespace {

constexpr char kFooter[] =
    "Models are files: nothing in them is run. Imported and downloaded ones lie in "
    "everyword/models of\n"
    "XDG_DATA_HOME (~/.local/share), or in the folder that EVERYWORD_MODELS names. Nothing is "
    "downloaded but by\n"
    "'download'. A models.json in that folder adds sources of your own.\n"
    "\n"
    "Examples:\n"
    "  everyword models list --words              packs and imported models\n"
    "  everyword models inspect ViT-B-32.pt       what a file is\n"
    "  everyword models import ViT-B-32.pt        then: everyword generate --clip ViT-B-32 ...\n"
    "  everyword models list --known              what can be downloaded by name\n"
    "  everyword models download clip-vocabulary  Ctrl+C pauses; the same command goes on";

struct Options {
  bool json = false, words = false, known = false;
  std::string file, name;
  ImportRequest import;
  DownloadOptions download;
  std::function<int()> action;
};

void show(const Options &options, const std::string &text) {
  options.json ? printData(text) : print(text);
}

int list(const Options &options) {
  const auto store = makeModelStore();
  if (options.known) {
    const auto known = store->known();
    std::string text = options.json ? knownJson(known) : "";
    for (std::size_t i = 0; !options.json && i < known.size(); ++i) {
      text += textOf(known[i]);
    }
    show(options, text);
    return 0;
  }
  const std::unique_ptr<Engine> engine = makeEngine();
  const auto packs = engine->packs();
  const auto models = store->list();
  std::string text = options.json ? listJson(packs, models) : "";
  if (!options.json) {
    for (const PackInfo &pack : packs) {
      text += textOf(pack, options.words);
    }
    for (const InstalledModel &model : models) {
      text += textOf(model);
    }
    text += text.empty() ? "No model is installed.\n" : "";
  }
  show(options, text);
  return 0;
}

int inspect(const Options &options) {
  const ModelReport report = makeModelStore()->inspect(options.file);
  show(options, options.json ? toJson(report) : textOf(report));
  return 0;
}

int import(const Options &options) {
  const ImportOutcome outcome = makeModelStore()->importFile(options.import);
  const InstalledModel &model = outcome.model;
  if (options.json) {
    printData(nlohmann::ordered_json{{"name", model.name},
                                     {"family", model.family},
                                     {"title", model.title},
                                     {"file", model.path},
                                     {"config_file", model.configPath},
                                     {"sha256", model.sha256},
                                     {"was_there", outcome.wasThere}}
                  .dump(2, ' ', false, nlohmann::json::error_handler_t::replace) +
              "\n");
    return 0;
  }
  print((outcome.wasThere ? "Nothing to do, these bytes are there already: " : "Imported: ") +
        model.title + " as '" + model.name + "'" +
        (model.configPath.empty() ? "" : ", with its yaml") + "\n");
  return 0;
}

/// Every name that verify knows.
std::vector<std::string> allNames(const ModelStore &store) {
  std::vector<std::string> names;
  for (const PackInfo &pack : makeEngine()->packs()) {
    names.push_back(pack.name);
  }
  for (const InstalledModel &model : store.list()) {
    names.push_back(model.name);
  }
  return names;
}

/// All are looked at; the first that is damaged decides the exit code.
int verify(const Options &options) {
  const auto store = makeModelStore();
  const auto names =
      options.name.empty() ? allNames(*store) : std::vector<std::string>{options.name};
  int exitCode = 0;
  for (const std::string &name : names) {
    try {
      store->verify(name);
      print(name + ": all files are as they came\n");
    } catch (const Error &error) {
      reportError(error.what(), error.exitCode());
      exitCode = exitCode != 0 ? exitCode : error.exitCode();
    }
  }
  return exitCode;
}

int remove(const Options &options) {
  makeModelStore()->remove(options.name);
  print("Removed: " + options.name + "\n");
  return 0;
}

using Shared = std::shared_ptr<Options>;

CLI::App *add(CLI::App &app, const Shared &options, const std::string &name,
              const std::string &summary, int (*action)(const Options &)) {
  CLI::App *sub = app.add_subcommand(name, summary);
  sub->callback([options = std::weak_ptr<Options>(options), action] {
    if (const auto strong = options.lock()) {
      strong->action = [raw = strong.get(), action] { return action(*raw); };
    }
  });
  return sub;
}

void addDownload(CLI::App &app, const Shared &options) {
  CLI::App *sub =
      add(app, options, "download", "Fetch a model by name or address, check it, install it",
          [](const Options &o) { return downloadModelFile(o.download); });
  DownloadOptions &download = options->download;
  sub->add_option("what", download.request.what,
                  "A name (models list --known) or an http(s) address")
      ->required()
      ->type_name("NAME|URL");
  sub->add_option("--name", download.request.name, "Install it under this name")->type_name("NAME");
  sub->add_option("--sha256", download.request.sha256, "The checksum that it must have")
      ->type_name("HEX");
  sub->add_flag("--accept-unverified", download.request.acceptUnverified,
                "Go on although no checksum is known");
  sub->add_option("--tries", download.request.retry.tries,
                  "Tries in a row without a new byte [default 6]")
      ->type_name("1..100")
      ->check(CLI::Range(1, 100));
  sub->add_option("--retry-wait-ms", download.request.retry.firstWaitMs,
                  "Wait before the second try; doubles [default 500]")
      ->type_name("0..60000 ms")
      ->check(CLI::Range(0, 60000));
  sub->add_flag("--discard", download.discard, "Delete what a paused download has kept");
  CLI::Option *json =
      sub->add_flag("--json", download.json, "Progress as one JSON object a line, for programs");
  sub->add_flag("--quiet", download.quiet, "Say nothing but errors")->excludes(json);
}

}  // namespace

std::function<int()> buildModelsCommand(CLI::App &app) {
  auto options = std::make_shared<Options>();
  app.require_subcommand(1);
  CLI::App *sub = add(app, options, "list",
                      "Name packs and imported models, with size, modes and licences", list);
  sub->add_flag("--json", options->json, "As JSON, for programs");
  sub->add_flag("--words", options->words, "Every word that a pack knows");
  sub->add_flag("--known", options->known, "What can be downloaded by name");

  sub = add(app, options, "inspect", "Say what a file is; changes nothing", inspect);
  sub->add_option("file", options->file, "Any file")->required()->type_name("FILE");
  sub->add_flag("--json", options->json, "As JSON, for programs");

  sub = add(app, options, "import", "Copy a model into the model folder", import);
  sub->add_option("file", options->import.path, "Checkpoint, or CLIP's vocabulary")
      ->required()
      ->type_name("FILE");
  sub->add_option("--name", options->import.name, "Install it under this name")->type_name("NAME");
  sub->add_option("--config", options->import.configPath,
                  "A VQGAN's yaml [default: one beside it that fits]")
      ->type_name("YAML");
  sub->add_flag("--json", options->json, "As JSON, for programs");

  addDownload(app, options);
  sub = add(app, options, "verify", "Check sizes and SHA-256 of one model or pack, or of all",
            verify);
  sub->add_option("name", options->name, "As models list says it")->type_name("NAME");
  sub = add(app, options, "remove", "Delete an imported or downloaded model", remove);
  sub->add_option("name", options->name, "As models list says it")->required()->type_name("NAME");
  app.footer(kFooter);
  return [options] { return options->action(); };
}

}  // namespace everyword
