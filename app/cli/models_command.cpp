#include "app/cli/models_command.h"

#include <CLI/CLI.hpp>
#include <iostream>
#include <nlohmann/json.hpp>

#include "engine/api/engine.h"

namespace everyword {

namespace {

using Json = nlohmann::ordered_json;

Json jsonOf(const PackInfo &pack) {
  return {{"name", pack.name},   {"title", pack.title},
          {"folder", pack.folder}, {"notice", pack.notice},
          {"knows_only_its_words", pack.knowsOnlyItsWords}, {"words", pack.words}};
}

void print(const PackInfo &pack) {
  std::cout << pack.name << ": " << pack.title << "\n  folder  " << pack.folder << "\n  notice  " << pack.notice << "\n";
  if (pack.knowsOnlyItsWords) {
    std::cout << "  words   " << pack.words.size() << ", for example";
    for (std::size_t i = 0; i < pack.words.size() && i < 8; ++i) {
      std::cout << (i == 0 ? " " : ", ") << pack.words[i * pack.words.size() / 8];
    }
    std::cout << "; all with --words\n";
  }
}

int list(bool json, bool words) {
  const std::unique_ptr<Engine> engine = makeEngine();
  Json all = Json::array();
  for (const PackInfo &pack : engine->packs()) {
    all.push_back(jsonOf(pack));
    if (!json) {
      print(pack);
    }
    for (std::size_t i = 0; words && !json && i < pack.words.size(); ++i) {
      std::cout << "    " << pack.words[i] << "\n";
    }
  }
  if (json) {
    std::cout << all.dump(2, ' ', false, Json::error_handler_t::replace) << "\n";
  } else if (all.empty()) {
    std::cout << "No model pack is installed.\n";
  }
  std::cout.flush();
  return 0;
}

}  // namespace

std::function<int()> buildModelsCommand(CLI::App &app) {
  struct Options {
    bool json = false, words = false;
  };
  auto options = std::make_shared<Options>();
  app.require_subcommand(1);
  CLI::App *sub = app.add_subcommand("list", "Name the packs that are installed, with their folder and licences");
  sub->add_flag("--json", options->json, "As JSON, for programs");
  sub->add_flag("--words", options->words, "Every word that a pack knows");
  app.footer("Example: everyword models list --words");
  return [options] { return list(options->json, options->words); };
}

}  // namespace everyword
