// The JSON reports of a run and of an explanation. Keys are stable: scripts read them.
#include <nlohmann/json.hpp>

#include "engine/api/explain.h"
#include "engine/api/exporting.h"
#include "engine/api/region_truth.h"

namespace everyword {

namespace {

using Json = nlohmann::ordered_json;

constexpr int kReportVersion = 1;

std::string textOf(const Json &json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string outcomeName(RunOutcome::Kind kind) {
  switch (kind) {
    case RunOutcome::Kind::Finished:
      return "finished";
    case RunOutcome::Kind::Stopped:
      return "stopped";
    case RunOutcome::Kind::Failed:
      return "failed";
  }
  return "failed";
}

Json boxJson(const Box &box) { return {box.x, box.y, box.width, box.height}; }

Json looksJson(const std::optional<LooksLike> &look) {
  return look ? Json{{"name", look->name},
                     {"probability", look->probability},
                     {"own", look->own},
                     {"leak", look->leak}}
              : Json();
}

Json regionsJson(const std::vector<RegionResult> &regions) {
  Json list = Json::array();
  for (const RegionResult &region : regions) {
    list.push_back({{"label", region.label},
                    {"box", boxJson(region.box)},
                    {"f1", region.f1},
                    {"precision", region.precision},
                    {"recall", region.recall},
                    {"overlap", region.overlap ? Json(*region.overlap) : Json()},
                    {"looks_like", looksJson(region.looksLike)},
                    {"clip_similarity", region.clipSimilarity}});
  }
  return list;
}

Json lossesJson(const std::vector<std::vector<LossTerm>> &lossesByStep, int lastStep) {
  // A resumed run holds the losses since the checkpoint; the last ones belong to the last step.
  const int firstStep = lastStep - static_cast<int>(lossesByStep.size()) + 1;
  Json list = Json::array();
  for (std::size_t i = 0; i < lossesByStep.size(); ++i) {
    Json terms = Json::object();
    for (const LossTerm &term : lossesByStep[i]) {
      terms[term.name] = term.value;
    }
    list.push_back({{"step", firstStep + static_cast<int>(i)}, {"terms", std::move(terms)}});
  }
  return list;
}

Json mapJson(const FloatMap &map) {
  Json rows = Json::array();
  for (int y = 0; y < map.height; ++y) {
    Json row = Json::array();
    for (int x = 0; x < map.width; ++x) {
      row.push_back(map.values.at(static_cast<std::size_t>(y) * map.width + x));
    }
    rows.push_back(std::move(row));
  }
  return {{"label", map.label},
          {"width", map.width},
          {"height", map.height},
          {"values", std::move(rows)}};
}

}  // namespace

std::string runReportJson(const RunOutcome &outcome) {
  Json json;
  json["version"] = kReportVersion;
  json["outcome"] = outcomeName(outcome.kind);
  if (!outcome.error.empty()) {
    json["error"] = outcome.error;
  }
  json["regions"] = regionsJson(outcome.regions);
  const std::optional<double> identity = identityOf(outcome.regions);
  json["identity"] = identity ? Json(*identity) : Json();
  json["prompt_similarity"] = outcome.promptSimilarity;
  json["steps"] = outcome.step;
  json["steps_per_second"] = outcome.stepsPerSecond;
  json["seconds"] = outcome.seconds;
  json["peak_memory_bytes"] = outcome.peakMemoryBytes;
  json["device"] = outcome.device;
  json["request"] = Json::parse(outcome.request.toJson());
  json["losses"] = lossesJson(outcome.lossesByStep, outcome.step);
  return textOf(json);
}

std::string explainReportJson(const ExplainResult &result, const ExplainRequest &request) {
  Json words = Json::array();
  for (std::size_t i = 0; i < result.words.size(); ++i) {
    Json word = {{"word", result.words[i].word}, {"relevance", result.words[i].relevance}};
    if (i < result.similarities.size()) {
      word["clip_similarity"] = result.similarities[i];
    }
    words.push_back(std::move(word));
  }
  Json maps = Json::array();
  for (const FloatMap &map : result.maps) {
    maps.push_back(mapJson(map));
  }
  Json json;
  json["version"] = kReportVersion;
  json["picture"] = request.picturePath;
  json["width"] = result.width;
  json["height"] = result.height;
  json["prompt"] = request.prompt;
  json["pack"] = request.models.pack;
  json["all_blocks"] = request.allBlocks;
  json["similarity"] = result.similarity;
  json["words"] = std::move(words);
  json["maps"] = std::move(maps);
  return textOf(json);
}

}  // namespace everyword
