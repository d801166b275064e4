#include "app/cli/sweep_observer.h"

#include <filesystem>
#include <nlohmann/json.hpp>

#include "app/cli/interrupt.h"
#include "app/cli/sweep_report.h"
#include "engine/api/exporting.h"
#include "engine/api/outside_text.h"
#include "engine/api/recipe.h"

namespace everyword {

using Json = nlohmann::ordered_json;

std::string cellName(std::size_t cell, const char *extension) {
  const std::string digits = std::to_string(cell);
  return "cells/" + std::string(digits.size() < 4 ? 4 - digits.size() : 0, '0') + digits +
         extension;
}

std::optional<SweepResult> SweepFolderObserver::earlier(std::size_t cell,
                                                        const RunRequest &request) {
  try {
    const std::string text = readTextFile(folder_.file(cellName(cell, ".json")));
    const Json json = jsonFault(text).empty() ? Json::parse(text) : Json();
    if (!std::filesystem::exists(folder_.file(cellName(cell, ".png"))) ||
        json.at("request") != Json::parse(request.toJson())) {
      return std::nullopt;
    }
    SweepResult result;
    result.clipSimilarity = json.at("result").at("clip_similarity").get<double>();
    result.faithfulness = json.at("result").at("faithfulness").get<double>();
    result.seconds = json.at("result").at("seconds").get<double>();
    ++done_;
    ++kept_;
    return result;
  } catch (const std::exception &) {
    return std::nullopt;  // not there, or not ours: the cell is run
  }
}

void SweepFolderObserver::onLoading(const std::string &what, double) { show(what); }

void SweepFolderObserver::onStarted(std::size_t /*cell*/, const RunStarted &started) {
  for (const std::string &warning : started.warnings) {
    progress_.warn(warning);
  }
}

void SweepFolderObserver::onStep(std::size_t cell, const StepEvent &event) {
  show(sweep_.nameOf(cell) + ", step " + std::to_string(event.step) + "/" +
       std::to_string(event.steps));
  if (InterruptGuard::interrupted()) {
    control_.stop();
  }
}

void SweepFolderObserver::onCell(std::size_t cell, const RunOutcome &outcome,
                                 const SweepResult &result) {
  ++done_;
  if (outcome.kind == RunOutcome::Kind::Failed) {
    progress_.warn(sweep_.nameOf(cell) + ": " + outcome.error);
    return;
  }
  RunRequest recipe = outcome.request;
  recipe.models = recipeModels(recipe.models);
  folder_.save(cellName(cell, ".png"), [&](const std::string &path) {
    writePicture(path, *outcome.frame, recipe.toJson());
  });
  const Json json = {{"cell", sweep_.nameOf(cell)},
                     {"result", Json::parse(sweepResultJson(result))},
                     {"request", Json::parse(cells_[cell].toJson())},
                     {"report", Json::parse(runReportJson(outcome))}};
  folder_.save(cellName(cell, ".json"), [&](const std::string &path) {
    writeTextFile(path, json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
  });
}

void SweepFolderObserver::show(const std::string &what) {
  progress_.show(double(done_) / static_cast<double>(cells_.size()),
                 std::to_string(done_) + "/" + std::to_string(cells_.size()) + "  " + what);
}

}  // namespace everyword
