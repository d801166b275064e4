#include "app/cli/dream_report.h"

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

std::string textOf(const Json &json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string listOf(const std::vector<std::string> &words, const std::string &none) {
  std::string text;
  for (const std::string &word : words) {
    text += (text.empty() ? "" : ", ") + word;
  }
  return text.empty() ? none : text;
}

/// `json` with the words and what is forgotten.
Json withWords(Json json, const Dream &dream) {
  Json words = Json::array();
  for (const WordScore &word : dream.words) {
    words.push_back({{"word", word.word}, {"relevance", word.relevance}});
  }
  json["words"] = std::move(words);
  json["forgotten"] = dream.forgotten;
  return json;
}

Dream dreamFrom(const Json &json) {
  Dream dream;
  dream.seed = json.at("seed").get<std::uint64_t>();
  dream.space = json.at("latent_space").get<std::string>();
  dream.clipSimilarity = json.at("clip_similarity").get<double>();
  dream.score = json.at("score").get<double>();
  for (const Json &word : json.at("words")) {
    dream.words.push_back({word.at("word").get<std::string>(), word.at("relevance").get<double>()});
  }
  dream.forgotten = json.at("forgotten").get<std::vector<std::string>>();
  return dream;
}

}  // namespace

Dream dreamOf(const RunOutcome &outcome) {
  const Objective &objective = outcome.request.objective;
  std::vector<std::string> words = objective.words;
  if (words.empty()) {
    std::vector<std::string> all;
    for (const WordScore &word : outcome.words) {
      all.push_back(word.word);
    }
    words = contentWords(all);
  }
  Dream dream;
  dream.seed = outcome.request.seed;
  dream.space = outcome.latent ? outcome.latent->space : "auto";
  dream.clipSimilarity = outcome.promptSimilarity;
  dream.words = scoresOf(words, outcome.words);
  dream.forgotten = neglectedWords(dream.words);
  double sum = 0;
  for (const WordScore &word : dream.words) {
    sum += word.relevance / static_cast<double>(dream.words.size());
  }
  dream.score = dream.clipSimilarity + objective.wordLambda * sum;
  dream.picture = outcome.frame;
  return dream;
}

std::string captionOf(const Dream &dream) {
  return "seed " + std::to_string(dream.seed) + ", CLIP " + decimals(dream.clipSimilarity, 3) +
         "\n" +
         (dream.forgotten.empty() ? "nothing forgotten"
                                  : "forgotten: " + listOf(dream.forgotten, ""));
}

std::string dreamTable(const std::vector<Dream> &dreams, const std::vector<std::uint64_t> &kept) {
  TextTable table({"seed", "CLIP", "score", "words", "forgotten"});
  for (const Dream &dream : dreams) {
    std::vector<std::string> words;
    for (const WordScore &word : dream.words) {
      words.push_back(word.word + " " + decimals(word.relevance, 2));
    }
    const bool isKept = std::find(kept.begin(), kept.end(), dream.seed) != kept.end();
    table.add({std::to_string(dream.seed) + (isKept ? " *" : ""), decimals(dream.clipSimilarity, 3),
               decimals(dream.score, 3), listOf(words, "-"), listOf(dream.forgotten, "-")});
  }
  return table.text();
}

std::string dreamJson(const RunOutcome &outcome) {
  return textOf(withWords(Json::parse(runReportJson(outcome)), dreamOf(outcome)));
}

std::vector<std::uint64_t> DreamWall::best(std::size_t count) const {
  std::vector<const Dream *> sorted;
  for (const Dream &dream : dreams) {
    sorted.push_back(&dream);
  }
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const Dream *a, const Dream *b) { return a->score > b->score; });
  std::vector<std::uint64_t> seeds;
  for (std::size_t i = 0; i < std::min(count, sorted.size()); ++i) {
    seeds.push_back(sorted[i]->seed);
  }
  return seeds;
}

std::string wallJson(const DreamWall &wall) {
  Json dreams = Json::array();
  for (const Dream &dream : wall.dreams) {
    dreams.push_back(withWords({{"seed", dream.seed},
                                {"latent_space", dream.space},
                                {"clip_similarity", dream.clipSimilarity},
                                {"score", dream.score}},
                               dream));
  }
  return textOf({{"version", kVersion},
                 {"request", Json::parse(wall.request.toJson())},
                 {"dreams", std::move(dreams)}});
}

DreamWall readWall(const std::string &path) {
  const std::string text = readTextFile(path);
  if (const std::string fault = jsonFault(text); !fault.empty()) {
    throw FileError(path + " " + fault, "make the wall again");
  }
  DreamWall wall;
  try {
    const Json json = Json::parse(text);
    wall.request = RunRequest::fromJson(json.at("request").dump());
    for (const Json &dream : json.at("dreams")) {
      wall.dreams.push_back(dreamFrom(dream));
    }
  } catch (const Error &) {
    throw;
  } catch (const std::exception &) {
    throw FileError(path + " is no wall of dreams", "make one with everyword dream --seeds");
  }
  return wall;
}

std::string wallName(std::uint64_t seed, const std::string &ending) {
  return "wall/seed-" + std::to_string(seed) + ending;
}

}  // namespace everyword
