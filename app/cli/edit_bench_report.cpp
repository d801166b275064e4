#include "app/cli/edit_bench_report.h"

#include <nlohmann/json.hpp>

#include "app/cli/text_table.h"
#include "engine/api/errors.h"
#include "engine/api/exporting.h"
#include "engine/api/outside_text.h"

namespace everyword {

namespace {

using Json = nlohmann::ordered_json;

constexpr int kVersion = 1;
constexpr std::size_t kLargestFile = std::size_t{64} << 20;

const EditPrompt &promptOf(const EditBenchCell &cell) {
  return editPrompts().at(static_cast<std::size_t>(cell.prompt));
}

Json jsonOf(const Estimate &estimate) {
  return {{"mean", estimate.mean}, {"low", estimate.low}, {"high", estimate.high}};
}

Json jsonOf(const EditCandidate &edit) {
  Json attributes = Json::object();
  for (const AttributeGuess &guess : edit.attributes) {
    attributes[guess.attribute] = {{"value", guess.value}, {"probability", guess.probability}};
  }
  return {{"lambda", edit.lambda},
          {"clip_similarity", edit.clipSimilarity},
          {"attributes", attributes}};
}

EditCandidate candidateFrom(const Json &json) {
  EditCandidate edit;
  edit.lambda = json.at("lambda").get<double>();
  edit.clipSimilarity = json.at("clip_similarity").get<double>();
  for (const auto &[attribute, guess] : json.at("attributes").items()) {
    edit.attributes.push_back({attribute,
                               guess.at("value").get<std::string>(),
                               guess.at("probability").get<double>(),
                               {}});
  }
  return edit;
}

Json settingsOf(const EditBenchRequest &request) {
  return {{"pack", request.pack}, {"steps", request.steps}, {"lambdas", request.lambdas}};
}

std::string percent(const Estimate &estimate) {
  return decimals(100 * estimate.mean, 0) + " (" + decimals(100 * estimate.low, 0) + " to " +
         decimals(100 * estimate.high, 0) + ")";
}

std::string valueOf(const EditCandidate &edit, const std::string &attribute) {
  for (const AttributeGuess &guess : edit.attributes) {
    if (guess.attribute == attribute) {
      return guess.value;
    }
  }
  return "-";
}

}  // namespace

std::string editBenchTable(const std::vector<EditBenchCell> &cells) {
  TextTable table({"prompt", "method", "cells", "success %", "identity %", "CLIP"});
  for (const EditBenchRow &row : editBenchRows(cells)) {
    const std::string prompt =
        row.prompt < 0 ? "all" : editPrompts()[static_cast<std::size_t>(row.prompt)].prompt;
    table.add({prompt, row.method, std::to_string(row.cells), percent(row.success),
               percent(row.identity), decimals(row.clipSimilarity.mean, 3)});
  }
  int chosen = 0;
  for (const EditBenchCell &cell : cells) {
    chosen += cell.chosen() > 0 ? 1 : 0;
  }
  return table.text() + "\nIn brackets 95 % intervals: Wilson's of success, bootstrap elsewhere; " +
         "differences cell by cell.\nlambda over 0 was chosen in " + std::to_string(chosen) +
         " of " + std::to_string(cells.size()) + " cells; cells whose start has the attribute do " +
         "not count in the table.\n";
}

std::string editBenchJson(const std::vector<EditBenchCell> &cells,
                          const EditBenchRequest &request) {
  Json rows = Json::array(), list = Json::array();
  for (const EditBenchRow &row : editBenchRows(cells)) {
    rows.push_back(
        {{"prompt", row.prompt < 0
                        ? Json()
                        : Json(editPrompts()[static_cast<std::size_t>(row.prompt)].prompt)},
         {"method", row.method},
         {"cells", row.cells},
         {"success", jsonOf(row.success)},
         {"identity", jsonOf(row.identity)},
         {"clip_similarity", jsonOf(row.clipSimilarity)}});
  }
  for (const EditBenchCell &cell : cells) {
    Json edits = Json::array();
    for (const EditCandidate &edit : cell.edits) {
      edits.push_back(jsonOf(edit));
    }
    list.push_back({{"prompt", cell.prompt},
                    {"seed", cell.seed},
                    {"seconds", cell.seconds},
                    {"chosen_lambda", cell.edits[cell.chosen()].lambda},
                    {"start", jsonOf(cell.start)},
                    {"edits", std::move(edits)}});
  }
  const Json json = {{"version", kVersion},
                     {"settings", settingsOf(request)},
                     {"rows", std::move(rows)},
                     {"cells", std::move(list)}};
  return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::vector<EditBenchCell> readEditBench(const std::string &path, const EditBenchRequest &request) {
  const std::string text = readTextFile(path, kLargestFile);
  JsonLimits limits;
  limits.bytes = kLargestFile;
  if (const std::string fault = jsonFault(text, limits); !fault.empty()) {
    throw FileError(path + " " + fault, "choose another output folder");
  }
  const Json json = Json::parse(text);
  std::vector<EditBenchCell> cells;
  try {
    if (json.at("version") != kVersion || json.at("settings") != settingsOf(request)) {
      throw InputError(path + " has the figures of other settings", "choose another output folder");
    }
    for (const Json &one : json.at("cells")) {
      EditBenchCell cell;
      cell.prompt = one.at("prompt").get<int>();
      cell.seed = one.at("seed").get<std::uint64_t>();
      cell.seconds = one.at("seconds").get<double>();
      cell.start = candidateFrom(one.at("start"));
      for (const Json &edit : one.at("edits")) {
        cell.edits.push_back(candidateFrom(edit));
      }
      promptOf(cell);
      if (cell.edits.size() != request.lambdas.size()) {
        throw InputError(path + " has cells with missing edits", "choose another output folder");
      }
      cells.push_back(std::move(cell));
    }
  } catch (const Error &) {
    throw;
  } catch (const std::exception &) {
    throw FileError(path + " has no figures of bench edits", "choose another output folder");
  }
  return cells;
}

std::string editBenchCsv(const std::vector<EditBenchCell> &cells) {
  std::string text =
      "prompt,seed,lambda,chosen,clip_similarity,attribute,asked,before,after,reached,identity\n";
  for (const EditBenchCell &cell : cells) {
    const EditPrompt &prompt = promptOf(cell);
    for (std::size_t i = 0; i < cell.edits.size(); ++i) {
      const EditCandidate &edit = cell.edits[i];
      text += prompt.prompt + "," + std::to_string(cell.seed) + "," + decimals(edit.lambda, 1) +
              "," + (i == cell.chosen() ? "1" : "0") + "," + decimals(edit.clipSimilarity, 4) +
              "," + prompt.attribute + "," + prompt.value + "," +
              valueOf(cell.start, prompt.attribute) + "," + valueOf(edit, prompt.attribute) + "," +
              (reached(prompt, edit) ? "1" : "0") + "," +
              decimals(identityKept(prompt, cell.start, edit), 4) + "\n";
    }
  }
  return text;
}

void writeEditBenchSheet(
    const std::string &path, const std::vector<EditBenchCell> &cells,
    const std::function<FramePtr(const EditBenchCell &, const std::string &)> &picture) {
  std::vector<FramePtr> pictures;
  std::vector<std::string> captions;
  for (const EditBenchCell &cell : cells) {
    const EditPrompt &prompt = promptOf(cell);
    const auto add = [&](const std::string &what, const std::string &title,
                         const EditCandidate &edit) {
      pictures.push_back(picture(cell, what));
      captions.push_back(title + "\n" + valueOf(edit, prompt.attribute) + ", identity " +
                         decimals(100 * identityKept(prompt, cell.start, edit), 0));
    };
    const EditCandidate &ours = cell.edits[cell.chosen()];
    add("start", prompt.prompt + ", " + std::to_string(cell.seed), cell.start);
    add("clip", "CLIP only", cell.edits.front());
    add("ours", "lambda " + decimals(ours.lambda, 1), ours);
  }
  if (!pictures.empty()) {
    writeContactSheet(path, pictures, captions, 12);
  }
}

}  // namespace everyword
