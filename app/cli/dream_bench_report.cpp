#include "app/cli/dream_bench_report.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "app/cli/text_table.h"
#include "engine/api/errors.h"
#include "engine/api/exporting.h"
#include "engine/api/outside_text.h"
#include "engine/api/prompt_words.h"

namespace everyword {

namespace {

using Json = nlohmann::ordered_json;

constexpr int kVersion = 1;
constexpr std::size_t kLargestFile = std::size_t{64} << 20;

std::string promptOf(int prompt) {
  return prompt < 0 ? "all" : dreamPrompts().at(static_cast<std::size_t>(prompt));
}

Json jsonOf(const Estimate &estimate) {
  return {{"mean", estimate.mean}, {"low", estimate.low}, {"high", estimate.high}};
}

Json jsonOf(const DreamResult &result) {
  Json words = Json::array();
  for (const WordScore &word : result.words) {
    words.push_back({{"word", word.word}, {"relevance", word.relevance}});
  }
  return {{"lambda", result.lambda},
          {"clip_similarity", result.clipSimilarity},
          {"words", std::move(words)}};
}

DreamResult resultFrom(const Json &json) {
  DreamResult result;
  result.lambda = json.at("lambda").get<double>();
  result.clipSimilarity = json.at("clip_similarity").get<double>();
  for (const Json &word : json.at("words")) {
    result.words.push_back(
        {word.at("word").get<std::string>(), word.at("relevance").get<double>()});
  }
  return result;
}

Json settingsOf(const DreamBenchRequest &request) {
  return {{"pack", request.pack}, {"steps", request.steps}, {"lambdas", request.lambdas}};
}

/// One cell has no interval.
std::string interval(const Estimate &estimate, int cells) {
  if (cells < 2) {
    return decimals(estimate.mean, 3);
  }
  return decimals(estimate.mean, 3) + " (" + decimals(estimate.low, 3) + " to " +
         decimals(estimate.high, 3) + ")";
}

std::string forgottenIn(const DreamResult &result) {
  std::string text;
  for (const std::string &word : neglectedWords(result.words)) {
    text += (text.empty() ? "" : " + ") + word;
  }
  return text;
}

}  // namespace

std::string dreamBenchTable(const std::vector<DreamBenchCell> &cells) {
  TextTable table({"prompt", "lambda", "cells", "smallest word", "its rise", "CLIP", "its change"});
  std::string risen;
  for (const DreamBenchRow &row : dreamBenchRows(cells)) {
    const bool isFirst = row.lambda == cells.front().results.front().lambda;
    table.add({promptOf(row.prompt), decimals(row.lambda, 2), std::to_string(row.cells),
               decimals(row.smallest.mean, 3),
               isFirst ? "-" : interval(row.smallestRise, row.cells),
               decimals(row.clipSimilarity.mean, 3),
               isFirst ? "-" : interval(row.similarityRise, row.cells)});
    if (row.prompt < 0 && !isFirst) {
      risen += "With lambda " + decimals(row.lambda, 2) + " the smallest word's mean relevance " +
               "rises in " + std::to_string(row.promptsRisen) + " of " +
               std::to_string(dreamPrompts().size()) + " prompts.\n";
    }
  }
  return table.text() +
         "\nRelevance of a prompt's most neglected word, the largest word being 1. In brackets 95 "
         "% "
         "bootstrap\nintervals of the differences cell by cell. Both figures are the guiding "
         "CLIP's own: no classifier of\nthe pack tells things apart.\n" +
         risen;
}

std::string dreamBenchJson(const std::vector<DreamBenchCell> &cells,
                           const DreamBenchRequest &request) {
  Json rows = Json::array(), list = Json::array();
  for (const DreamBenchRow &row : dreamBenchRows(cells)) {
    rows.push_back({{"prompt", row.prompt < 0 ? Json() : Json(promptOf(row.prompt))},
                    {"lambda", row.lambda},
                    {"cells", row.cells},
                    {"smallest_word", jsonOf(row.smallest)},
                    {"smallest_word_rise", jsonOf(row.smallestRise)},
                    {"clip_similarity", jsonOf(row.clipSimilarity)},
                    {"clip_similarity_rise", jsonOf(row.similarityRise)},
                    {"prompts_risen", row.prompt < 0 ? Json(row.promptsRisen) : Json()}});
  }
  for (const DreamBenchCell &cell : cells) {
    Json results = Json::array();
    for (const DreamResult &result : cell.results) {
      results.push_back(jsonOf(result));
    }
    list.push_back({{"prompt", cell.prompt}, {"seed", cell.seed}, {"results", std::move(results)}});
  }
  const Json json = {{"version", kVersion},
                     {"settings", settingsOf(request)},
                     {"rows", std::move(rows)},
                     {"cells", std::move(list)}};
  return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::vector<DreamBenchCell> readDreamBench(const std::string &path,
                                           const DreamBenchRequest &request) {
  const std::string text = readTextFile(path, kLargestFile);
  JsonLimits limits;
  limits.bytes = kLargestFile;
  if (const std::string fault = jsonFault(text, limits); !fault.empty()) {
    throw FileError(path + " " + fault, "choose another output folder");
  }
  std::vector<DreamBenchCell> cells;
  try {
    const Json json = Json::parse(text);
    if (json.at("version") != kVersion || json.at("settings") != settingsOf(request)) {
      throw InputError(path + " has the figures of other settings", "choose another output folder");
    }
    for (const Json &one : json.at("cells")) {
      DreamBenchCell cell;
      cell.prompt = one.at("prompt").get<int>();
      cell.seed = one.at("seed").get<std::uint64_t>();
      for (const Json &result : one.at("results")) {
        cell.results.push_back(resultFrom(result));
      }
      if (cell.prompt < 0 || cell.results.size() != request.lambdas.size()) {
        throw InputError(path + " has cells with missing pictures", "choose another output folder");
      }
      promptOf(cell.prompt);
      cells.push_back(std::move(cell));
    }
  } catch (const Error &) {
    throw;
  } catch (const std::exception &) {
    throw FileError(path + " has no figures of bench dream", "choose another output folder");
  }
  return cells;
}

std::string dreamBenchCsv(const std::vector<DreamBenchCell> &cells) {
  std::string text = "prompt,seed,lambda,clip_similarity,smallest_word,words,forgotten\n";
  for (const DreamBenchCell &cell : cells) {
    for (const DreamResult &result : cell.results) {
      std::string words;
      for (const WordScore &word : result.words) {
        words += (words.empty() ? "" : " + ") + word.word + " " + decimals(word.relevance, 4);
      }
      text += csvField(promptOf(cell.prompt)) + "," + std::to_string(cell.seed) + "," +
              decimals(result.lambda, 3) + "," + decimals(result.clipSimilarity, 4) + "," +
              decimals(result.smallest(), 4) + "," + csvField(words) + "," +
              csvField(forgottenIn(result)) + "\n";
    }
  }
  return text;
}

void writeDreamBenchSheet(
    const std::string &path, const std::vector<DreamBenchCell> &cells,
    const std::function<FramePtr(const DreamBenchCell &, std::size_t lambda)> &picture) {
  std::vector<FramePtr> pictures;
  std::vector<std::string> captions;
  for (const DreamBenchCell &cell : cells) {
    for (std::size_t i = 0; i < cell.results.size(); ++i) {
      const DreamResult &result = cell.results[i];
      const std::string forgotten = forgottenIn(result);
      pictures.push_back(picture(cell, i));
      captions.push_back((i == 0 ? promptOf(cell.prompt) + ", " + std::to_string(cell.seed)
                                 : "lambda " + decimals(result.lambda, 2)) +
                         "\nCLIP " + decimals(result.clipSimilarity, 2) +
                         (forgotten.empty() ? "" : ", forgotten: " + forgotten));
    }
  }
  if (!pictures.empty()) {
    const auto lambdas = static_cast<int>(cells.front().results.size());
    writeContactSheet(path, pictures, captions, lambdas * std::max(1, 12 / lambdas));
  }
}

}  // namespace everyword
