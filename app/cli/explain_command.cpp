#include "app/cli/explain_command.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cctype>
#include <cstdio>
#include <functional>

#include "app/cli/installed_models.h"
#include "app/cli/interrupt.h"
#include "app/cli/output.h"
#include "app/cli/output_folder.h"
#include "app/cli/text_table.h"
#include "engine/api/engine.h"
#include "engine/api/explain.h"
#include "engine/api/exporting.h"
#include "engine/api/utf8.h"

namespace everyword {

namespace {

constexpr char kFooter[] =
    "Written to the output folder: 00-prompt.png, the patches that the whole prompt rests on; "
    "01-WORD.png and so on,\n"
    "the same for each word, with a legend; explain.json with all maps as numbers.\n"
    "The table: how much the score of picture and prompt rests on each word (the largest is 1), "
    "and how similar the\n"
    "picture is to the word alone.\n"
    "\n"
    "Examples:\n"
    "  everyword explain photo.png --prompt \"a dog on grass\" -o out\n"
    "  everyword explain photo.png --prompt \"a dog on grass\" --word dog --colours viridis -o out";

const std::vector<std::pair<std::string, ColourMap>> kColourMaps = {{"cividis", ColourMap::Cividis},
                                                                    {"viridis", ColourMap::Viridis},
                                                                    {"magma", ColourMap::Magma},
                                                                    {"inferno", ColourMap::Inferno},
                                                                    {"turbo", ColourMap::Turbo}};

struct ExplainOptions {
  ExplainRequest request;
  std::vector<std::string> words;
  std::string output = "out";
  ColourMap colours = ColourMap::Cividis;
  double opacity = 0.65;
  bool json = false;
};

/// Part of a file name, cut between letters: those of any language stay, and digits.
std::string fileNamePart(const std::string &word) {
  std::string name;
  for (const unsigned char c : truncateUtf8(word, 60)) {
    name += c >= 0x80 || std::isalnum(c) != 0 ? static_cast<char>(c) : '-';
  }
  return name;
}

std::string mapFileName(std::size_t index, const std::string &word) {
  char number[32];
  std::snprintf(number, sizeof number, "%02zu-", index);
  return number + (index == 0 ? "prompt" : fileNamePart(word)) + ".png";
}

/// Throws InputError when a word asked for is not one of the prompt's.
/// Replaces what was asked for by words as the prompt has them: a phrase by its words.
void checkWords(std::vector<std::string> &asked, const TokenInfo &tokens,
                const std::function<TokenInfo(const std::string &)> &read) {
  std::string list;
  std::vector<std::string> found;
  for (const TokenInfo::Word &word : tokens.words) {
    list += (list.empty() ? "" : ", ") + word.text;
  }
  for (const std::string &word : asked) {
    // Read as the prompt is read, so that case and punctuation do not matter.
    const std::vector<TokenInfo::Word> phrase = read(word).words;
    const auto place = std::search(
        tokens.words.begin(), tokens.words.end(), phrase.begin(), phrase.end(),
        [](const TokenInfo::Word &a, const TokenInfo::Word &b) { return a.text == b.text; });
    if (phrase.empty() || place == tokens.words.end()) {
      throw InputError("the word '" + word + "' is not in the prompt", "its words are " + list);
    }
    for (const TokenInfo::Word &part : phrase) {
      found.push_back(part.text);
    }
  }
  asked = found;
}

void warnOfPrompt(const TokenInfo &tokens) {
  for (const TokenInfo::Word &word : tokens.words) {
    std::string near;
    for (const std::string &other : word.near) {
      near += (near.empty() ? " (near: " : ", ") + other;
    }
    if (!word.known) {
      reportWarning("the pack does not know the word '" + word.text + "'" + near +
                    (near.empty() ? "" : ")"));
    }
    if (word.cutOff) {
      reportWarning("'" + word.text +
                    "' and what follows lies behind the end of the model's context of " +
                    std::to_string(tokens.contextLength) + " tokens");
      return;
    }
  }
}

bool isWanted(const ExplainOptions &options, const std::string &word) {
  return options.words.empty() ||
         std::find(options.words.begin(), options.words.end(), word) != options.words.end();
}

void writeMaps(const ExplainOptions &options, const ExplainResult &result,
               const OutputFolder &folder) {
  for (std::size_t i = 0; i < result.maps.size(); ++i) {
    FloatMap map = result.maps[i];
    if (i > 0 && !isWanted(options, map.label)) {
      continue;
    }
    const std::string name = mapFileName(i, map.label);
    if (i == 0) {
      map.label = options.request.prompt;
    }
    writeMapPicture(folder.file(name), *result.picture, map, options.colours, options.opacity);
  }
}

std::string tableOf(const ExplainOptions &options, const ExplainResult &result) {
  TextTable table({"word", "relevance", "CLIP"});
  for (std::size_t i = 0; i < result.words.size(); ++i) {
    if (isWanted(options, result.words[i].word)) {
      table.add({result.words[i].word, decimals(result.words[i].relevance, 3),
                 i < result.similarities.size() ? decimals(result.similarities[i], 3) : "-"});
    }
  }
  return table.text();
}

int explain(ExplainOptions &options) {
  if (options.request.prompt.find_first_not_of(" \t\n") == std::string::npos) {
    throw InputError("the prompt is empty", "say with --prompt what to look for in the picture");
  }
  const std::shared_ptr<Engine> engine = makeEngine();
  std::erase_if(options.request.models.files, [](const auto &file) { return file.second.empty(); });
  useInstalledModels(options.request.models);
  const TokenInfo tokens = engine->tokens(options.request.models, options.request.prompt);
  checkWords(options.words, tokens,
             [&](const std::string &text) { return engine->tokens(options.request.models, text); });
  warnOfPrompt(tokens);
  OutputFolder folder(options.output);
  const auto explained = std::make_shared<ExplainResult>();
  untilInterrupted(
      [engine, explained, request = options.request] { *explained = engine->explain(request); });
  const ExplainResult &result = *explained;
  const std::string report = explainReportJson(result, options.request);
  writeMaps(options, result, folder);
  writeTextFile(folder.file("explain.json"), report);
  if (options.json) {
    printData(report);
  } else {
    print("CLIP similarity of picture and prompt: " + decimals(result.similarity, 3) + "\n\n" +
          tableOf(options, result) + "\nMaps and explain.json are in " + folder.file("") + "\n");
  }
  return 0;
}

}  // namespace

std::function<int()> buildExplainCommand(CLI::App &app) {
  auto options = std::make_shared<ExplainOptions>();
  ExplainRequest &request = options->request;
  app.add_option("picture", request.picturePath, "PNG, JPEG, WebP or TIFF")
      ->required()
      ->type_name("PICTURE");
  app.add_option("--prompt", request.prompt, "What to look for in it")
      ->required()
      ->type_name("TEXT");
  app.add_option("--word", options->words, "Only this word of the prompt; repeat for more")
      ->type_name("WORD")
      ->allow_extra_args(false);
  app.add_option("-o,--output", options->output,
                 "Folder for the results, made if it is not there [default out]")
      ->type_name("FOLDER");
  app.add_option("--pack", request.models.pack, "Model pack: a name or a folder [default starter]")
      ->type_name("NAME");
  app.add_option("--clip", request.models.files["clip"],
                 "CLIP instead of the pack's: an installed one's name, or a file")
      ->type_name("NAME|FILE");
  app.add_option("--merges", request.models.files["merges"],
                 "BPE merges that belong to it [default: the installed vocabulary of its size]")
      ->type_name("NAME|FILE");
  app.add_flag("--all-blocks", request.allBlocks,
               "Follow relevance through all blocks of CLIP, not the last alone");
  app.add_option("--colours", options->colours,
                 "Of the maps [cividis, viridis, magma, inferno, turbo; default cividis]")
      ->transform(CLI::CheckedTransformer(kColourMaps, CLI::ignore_case).description(""))
      ->type_name("MAP");
  app.add_option("--opacity", options->opacity, "Of the map over the picture [0..1; default 0.65]")
      ->check(CLI::Range(0.0, 1.0))
      ->type_name("SHARE");
  app.add_option("--device", request.device, "auto, cpu, cuda or cuda:0 [default auto]")
      ->type_name("NAME");
  app.add_option("--threads", request.threads, "Processor threads; 0 takes all cores [default 0]")
      ->check(CLI::Range(0, 1024))
      ->type_name("NUMBER");
  app.add_flag("--json", options->json, "Print explain.json instead of the table");
  app.footer(kFooter);
  return [options] { return explain(*options); };
}

}  // namespace everyword
