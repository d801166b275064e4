#include "app/cli/classify_report.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <numeric>

#include "app/cli/text_table.h"

namespace everyword {

namespace {

using Json = nlohmann::ordered_json;

std::string titleOf(const std::string &method) {
  for (const ClassifyMethod &one : classifyMethods()) {
    if (one.id == method) {
      return one.title;
    }
  }
  return method;
}

std::string percent(const ClassifyScore &score) {
  std::string text = decimals(100 * score.accuracy.mean, 1);
  if (score.accuracies.size() > 1) {
    text += " (" + decimals(100 * score.accuracy.low, 1) + " to " +
            decimals(100 * score.accuracy.high, 1) + ")";
  }
  return text;
}

double meanOf(const std::vector<double> &values) {
  return values.empty() ? 0
                        : std::accumulate(values.begin(), values.end(), 0.0) /
                              static_cast<double>(values.size());
}

template <typename Values>
std::vector<std::string> distinct(const std::vector<ClassifyScore> &scores, Values value) {
  std::vector<std::string> found;
  for (const ClassifyScore &score : scores) {
    if (std::find(found.begin(), found.end(), value(score)) == found.end()) {
      found.push_back(value(score));
    }
  }
  return found;
}

/// Of a class: its row of the confusion matrix in all.
double classAccuracy(const ClassifyScore &score, std::size_t c) {
  const std::vector<int> &row = score.confusion[c];
  const int all = std::accumulate(row.begin(), row.end(), 0);
  return all > 0 ? static_cast<double>(row[c]) / all : 0;
}

Json jsonOf(const ClassifyScore &score, const std::vector<std::string> &classes) {
  Json perClass = Json::array();
  for (std::size_t c = 0; c < score.confusion.size(); ++c) {
    Json one = {{"class", classes[c]}, {"accuracy", classAccuracy(score, c)}};
    if (!score.nameShares.empty()) {
      one["relevance"] = score.nameShares[c];
    }
    perClass.push_back(std::move(one));
  }
  return {{"method", score.method},
          {"test", score.test},
          {"pictures", score.pictures},
          {"accuracy",
           {{"mean", score.accuracy.mean},
            {"low", score.accuracy.low},
            {"high", score.accuracy.high},
            {"seeds", score.accuracies}}},
          {"classes", std::move(perClass)},
          {"confusion", score.confusion}};
}

Json jsonOf(const LearnedPrompts &learned) {
  Json epochs = Json::array(), nearest = Json::array();
  for (const ClassifyProgress &epoch : learned.epochs) {
    epochs.push_back({{"epoch", epoch.epoch},
                      {"loss", epoch.loss},
                      {"accuracy", epoch.accuracy},
                      {"relevance", epoch.nameShare}});
  }
  for (const auto &words : learned.nearest) {
    Json near = Json::array();
    for (const NearWord &word : words) {
      near.push_back({{"word", word.word}, {"distance", word.distance}});
    }
    nearest.push_back(std::move(near));
  }
  return {{"method", learned.method},   {"seed", learned.seed},
          {"lambda", learned.lambda},   {"seconds", learned.seconds},
          {"file", learned.file},       {"nearest_words", std::move(nearest)},
          {"epochs", std::move(epochs)}};
}

Json settingsOf(const ClassifyRequest &request) {
  return {{"train", request.train},
          {"tests", request.tests},
          {"classes", request.classes},
          {"shots", request.shots},
          {"seeds", request.seeds},
          {"seed", request.seed},
          {"epochs", request.epochs},
          {"vectors", request.vectors},
          {"per_class", request.perClass},
          {"name_in_middle", request.nameInMiddle},
          {"loss", toString(request.loss)},
          {"batch", request.batch},
          {"learning_rate", request.learningRate},
          {"prefix", request.prefix},
          {"probe_c", request.probeC},
          {"prompts", request.prompts}};
}

}  // namespace

std::string classifyTable(const ClassifyResult &result) {
  const auto tests = distinct(result.scores, [](const auto &score) { return score.test; });
  std::vector<std::string> header = {"accuracy, per cent"};
  header.insert(header.end(), tests.begin(), tests.end());
  header.push_back("S(c)");
  TextTable table(header);
  for (const std::string &method :
       distinct(result.scores, [](const auto &score) { return score.method; })) {
    std::vector<std::string> line = {titleOf(method)};
    std::string share = "-";
    for (const std::string &test : tests) {
      const auto found = std::find_if(
          result.scores.begin(), result.scores.end(),
          [&](const ClassifyScore &one) { return one.method == method && one.test == test; });
      line.push_back(found == result.scores.end() ? "-" : percent(*found));
      if (share == "-" && found != result.scores.end() && !found->nameShares.empty()) {
        share = decimals(meanOf(found->nameShares), 3);
      }
    }
    line.push_back(share);
    table.add(line);
  }
  std::string text = table.text() + "\n" + std::to_string(result.classes.size()) +
                     " classes; in brackets 95 % intervals over seeds; S(c): relevance of the "
                     "class name over that of the\nother tokens, on the first set. " +
                     std::to_string(result.encoded) + " pictures encoded, " +
                     std::to_string(result.fromCache) + " known before.\n";
  for (const LearnedPrompts &learned : result.learned) {
    text += titleOf(learned.method) + ", seed " + std::to_string(learned.seed) + ": " +
            durationText(learned.seconds) + "; nearest words";
    for (const auto &words : learned.nearest) {
      text += " " + (words.empty() ? std::string("-") : words.front().word);
    }
    text += "\n";
  }
  return text;
}

std::string classifyJson(const ClassifyResult &result, const ClassifyRequest &request) {
  Json scores = Json::array(), learned = Json::array(), skipped = Json::array();
  for (const ClassifyScore &score : result.scores) {
    scores.push_back(jsonOf(score, result.classes));
  }
  for (const LearnedPrompts &one : result.learned) {
    learned.push_back(jsonOf(one));
  }
  for (const auto &[path, why] : result.skipped) {
    skipped.push_back({{"file", path}, {"reason", why}});
  }
  const Json json = {{"version", 1},
                     {"settings", settingsOf(request)},
                     {"clip", result.clip},
                     {"classes", result.classes},
                     {"scores", std::move(scores)},
                     {"learned", std::move(learned)},
                     {"skipped", std::move(skipped)},
                     {"warnings", result.warnings},
                     {"pictures_encoded", result.encoded},
                     {"pictures_known", result.fromCache},
                     {"encode_seconds", result.encodeSeconds},
                     {"stopped", result.stopped}};
  return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string accuracyCsv(const ClassifyResult &result) {
  std::string text = "method,test,draw,pictures,accuracy\n";
  for (const ClassifyScore &score : result.scores) {
    for (std::size_t i = 0; i < score.accuracies.size(); ++i) {
      text += score.method + "," + csvField(score.test) + "," + std::to_string(i + 1) + "," +
              std::to_string(score.pictures) + "," + decimals(score.accuracies[i], 6) + "\n";
    }
  }
  return text;
}

std::string classesCsv(const ClassifyResult &result) {
  std::string text = "method,test,class,accuracy,relevance\n";
  for (const ClassifyScore &score : result.scores) {
    for (std::size_t c = 0; c < score.confusion.size(); ++c) {
      text += score.method + "," + csvField(score.test) + "," + csvField(result.classes[c]) + "," +
              decimals(classAccuracy(score, c), 6) + "," +
              (score.nameShares.empty() ? "" : decimals(score.nameShares[c], 6)) + "\n";
    }
  }
  return text;
}

std::string confusionCsv(const ClassifyResult &result) {
  std::string text = "method,test,class,told,pictures\n";
  for (const ClassifyScore &score : result.scores) {
    for (std::size_t c = 0; c < score.confusion.size(); ++c) {
      for (std::size_t t = 0; t < score.confusion[c].size(); ++t) {
        if (score.confusion[c][t] > 0) {
          text += score.method + "," + csvField(score.test) + "," + csvField(result.classes[c]) +
                  "," + csvField(result.classes[t]) + "," + std::to_string(score.confusion[c][t]) +
                  "\n";
        }
      }
    }
  }
  return text;
}

}  // namespace everyword
