#include "app/cli/sweep_report.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "app/cli/sweep_observer.h"
#include "app/cli/text_table.h"
#include "engine/api/exporting.h"

namespace everyword {

using Json = nlohmann::ordered_json;

namespace {

bool isOnFront(const std::vector<std::size_t> &front, std::size_t cell) {
  return std::find(front.begin(), front.end(), cell) != front.end();
}

}  // namespace

std::string sweepResultJson(const SweepResult &result) {
  Json json = {{"clip_similarity", result.clipSimilarity},
               {"faithfulness", result.faithfulness},
               {"seconds", result.seconds}};
  if (!result.error.empty()) {
    json["error"] = result.error;
  }
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

bool hasFinished(const std::optional<SweepResult> &result) {
  return result && result->kind == RunOutcome::Kind::Finished;
}

std::string sweepJson(const SweepRequest &sweep, const SweepResults &results) {
  const std::vector<std::size_t> front = paretoFront(results);
  Json json = {{"version", 1}, {"axes", Json::array()}, {"cells", Json::array()}};
  for (const SweepAxis &axis : sweep.axes) {
    json["axes"].push_back({{"parameter", axis.parameter}, {"values", axis.values}});
  }
  for (std::size_t cell = 0; cell < results.size(); ++cell) {
    if (results[cell]) {
      Json row = {{"cell", sweep.nameOf(cell)}, {"picture", cellName(cell, ".png")}};
      row.update(Json::parse(sweepResultJson(*results[cell])));
      row["pareto"] = isOnFront(front, cell);
      json["cells"].push_back(std::move(row));
    }
  }
  if (const auto best = mostSimilar(results)) {
    json["most_similar"] = sweep.nameOf(*best);
  }
  json["request"] = Json::parse(sweep.base.toJson());
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string sweepCsv(const SweepRequest &sweep, const SweepResults &results) {
  std::string csv;
  for (const SweepAxis &axis : sweep.axes) {
    csv += axis.parameter + ",";
  }
  csv += "clip_similarity,faithfulness,seconds,pareto,picture\n";
  const std::vector<std::size_t> front = paretoFront(results);
  for (std::size_t cell = 0; cell < results.size(); ++cell) {
    if (!hasFinished(results[cell])) {
      continue;
    }
    std::string row;
    std::size_t left = cell;
    for (auto axis = sweep.axes.rbegin(); axis != sweep.axes.rend(); ++axis) {
      row = csvField(axis->values[left % axis->values.size()]) + "," + row;
      left /= axis->values.size();
    }
    csv += row + decimals(results[cell]->clipSimilarity, 4) + "," +
           decimals(results[cell]->faithfulness, 4) + "," + decimals(results[cell]->seconds, 2) +
           (isOnFront(front, cell) ? ",1," : ",0,") + cellName(cell, ".png") + "\n";
  }
  return csv;
}

void writeSweepGrid(const std::string &path, const SweepRequest &sweep, const SweepResults &results,
                    const std::function<std::string(std::size_t)> &cellPath) {
  constexpr std::size_t kMostPictures = 400;  // more are no picture to look at
  const auto best = mostSimilar(results);
  std::vector<FramePtr> pictures;
  std::vector<std::string> captions;
  for (std::size_t cell = 0; cell < results.size() && pictures.size() < kMostPictures; ++cell) {
    if (hasFinished(results[cell])) {
      pictures.push_back(readPicture(cellPath(cell)));
      captions.push_back(sweep.nameOf(cell) + "\nCLIP " +
                         decimals(results[cell]->clipSimilarity, 3) +
                         (best == cell ? ", the most similar" : ""));
    }
  }
  const auto columns = static_cast<int>(std::min<std::size_t>(sweep.axes.back().values.size(), 12));
  writeContactSheet(path, pictures, captions, columns);
}

std::string sweepTable(const SweepRequest &sweep, const SweepResults &results) {
  const std::vector<std::size_t> front = paretoFront(results);
  TextTable table({"cell", "CLIP", "faithfulness", ""});
  for (const std::size_t cell : front) {
    table.add({sweep.nameOf(cell), decimals(results[cell]->clipSimilarity, 3),
               decimals(results[cell]->faithfulness, 3),
               cell == front.front() ? "the most similar" : ""});
  }
  return "\nCells than which no other is better in both (the Pareto front):\n" + table.text();
}

}  // namespace everyword
