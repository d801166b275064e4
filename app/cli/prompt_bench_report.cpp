#include "app/cli/prompt_bench_report.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "app/cli/text_table.h"
#include "engine/api/errors.h"
#include "engine/api/outside_text.h"

namespace everyword {

namespace {

using Json = nlohmann::ordered_json;

constexpr int kVersion = 1;
constexpr std::size_t kLargestFile = std::size_t{64} << 20;

std::string titleOf(const PromptBenchRow &row) {
  static const std::vector<std::pair<std::string, std::string>> titles = {
      {"zero_shot", "0-shot"},
      {"linear_probe", "LP"},
      {"coop", "CoOp"},
      {"coop_relevance", "CoOp + relevance"},
      {"coop_relevance_printed", "CoOp + relevance, printed"},
      {"coop_relevance_published", "CoOp + relevance, published"},
      {"coop_relevance - coop", "gain by relevance"},
      {"coop_relevance_printed - coop", "gain, printed"},
      {"coop_relevance_published - coop", "gain, published"}};
  const auto found = std::find_if(titles.begin(), titles.end(),
                                  [&](const auto &title) { return title.first == row.method; });
  return (found == titles.end() ? row.method : found->second) +
         (row.vectors > 0 ? " M=" + std::to_string(row.vectors) : "");
}

std::string percent(const PromptBenchRow &row) {
  const Estimate &accuracy = row.accuracy;
  const std::string mean = decimals(100 * accuracy.mean, 1);
  return row.seeds > 1 ? mean + " (" + decimals(100 * accuracy.low, 1) + " to " +
                             decimals(100 * accuracy.high, 1) + ")"
                       : mean;
}

/// The row of a title in a column, or null.
const PromptBenchRow *find(const std::vector<PromptBenchRow> &rows, const std::string &title,
                           const std::string &test, bool perClass) {
  for (const PromptBenchRow &row : rows) {
    if (titleOf(row) == title && row.test == test && row.perClass == perClass) {
      return &row;
    }
  }
  return nullptr;
}

template <typename Value>
std::vector<std::string> distinct(const std::vector<PromptBenchRow> &rows, Value value) {
  std::vector<std::string> found;
  for (const PromptBenchRow &row : rows) {
    if (std::find(found.begin(), found.end(), value(row)) == found.end()) {
      found.push_back(value(row));
    }
  }
  return found;
}

Json settingsOf(const PromptBenchRequest &request) {
  const ClassifyRequest &base = request.base;
  return {
      {"train", base.train},   {"tests", base.tests},      {"classes", base.classes},
      {"shots", base.shots},   {"epochs", base.epochs},    {"name_in_middle", base.nameInMiddle},
      {"lambda", base.lambda}, {"pack", base.models.pack}, {"files", base.models.files}};
}

std::string settingText(bool perClass) { return perClass ? "class-specific" : "unified"; }

}  // namespace

std::string promptBenchTable(const std::vector<PromptBenchCell> &cells) {
  const std::vector<PromptBenchRow> rows = promptBenchRows(cells);
  std::string text;
  for (const std::string &test : distinct(rows, [](const auto &row) { return row.test; })) {
    TextTable table(
        {test + ", per cent right", "unified", "class-specific", "S unified", "S c.-s."});
    for (const std::string &title : distinct(rows, titleOf)) {
      const auto *shared = find(rows, title, test, false), *own = find(rows, title, test, true);
      const auto share = [](const PromptBenchRow *row) {
        return row && row->nameShare > 0 ? decimals(row->nameShare, 3) : std::string("-");
      };
      table.add({title, shared ? percent(*shared) : "-", own ? percent(*own) : "-", share(shared),
                 share(own)});
    }
    text += table.text() + "\n";
  }
  return text +
         "In brackets Student's 95 % intervals over seeds; gains seed by seed; S: relevance "
         "of the class name over\nthat of the other tokens (published: over all).\n";
}

std::string promptBenchCsv(const std::vector<PromptBenchCell> &cells) {
  std::string text = "test,method,vectors,context,seeds,accuracy,low,high,relevance\n";
  for (const PromptBenchRow &row : promptBenchRows(cells)) {
    text += csvField(row.test) + "," + row.method + "," + std::to_string(row.vectors) + "," +
            settingText(row.perClass) + "," + std::to_string(row.seeds) + "," +
            decimals(row.accuracy.mean, 6) + "," + decimals(row.accuracy.low, 6) + "," +
            decimals(row.accuracy.high, 6) + "," + decimals(row.nameShare, 6) + "\n";
  }
  return text;
}

std::string promptBenchLatex(const std::vector<PromptBenchCell> &cells) {
  const std::vector<PromptBenchRow> rows = promptBenchRows(cells);
  const auto tests = distinct(rows, [](const auto &row) { return row.test; });
  std::string text = "\\begin{tabular}{l" + std::string(2 * tests.size(), 'r') + "}\n";
  std::string under;
  for (const std::string &test : tests) {
    text += " & \\multicolumn{2}{c}{" + test + "}";
    under += " & Unified & CSC";
  }
  text += " \\\\\n" + under + " \\\\\n\\hline\n";
  for (const std::string &title : distinct(rows, titleOf)) {
    text += title;
    for (const std::string &test : tests) {
      for (const bool perClass : {false, true}) {
        const auto *row = find(rows, title, test, perClass);
        text += " & ";
        if (row) {
          text += decimals(100 * row->accuracy.mean, 2);
          if (row->seeds > 1) {
            text += " $\\pm$ " + decimals(100 * (row->accuracy.high - row->accuracy.mean), 2);
          }
        } else {
          text += "-";
        }
      }
    }
    text += " \\\\\n";
  }
  return text + "\\end{tabular}\n";
}

std::string promptBenchJson(const std::vector<PromptBenchCell> &cells,
                            const PromptBenchRequest &request) {
  Json rows = Json::array(), list = Json::array();
  for (const PromptBenchRow &row : promptBenchRows(cells)) {
    rows.push_back(
        {{"test", row.test},
         {"method", row.method},
         {"vectors", row.vectors},
         {"context", settingText(row.perClass)},
         {"seeds", row.seeds},
         {"accuracy",
          {{"mean", row.accuracy.mean}, {"low", row.accuracy.low}, {"high", row.accuracy.high}}},
         {"relevance", row.nameShare}});
  }
  for (const PromptBenchCell &cell : cells) {
    list.push_back({{"method", cell.method},
                    {"vectors", cell.vectors},
                    {"per_class", cell.perClass},
                    {"seed", cell.seed},
                    {"seconds", cell.seconds},
                    {"accuracy", cell.accuracy},
                    {"relevance", cell.nameShare}});
  }
  const Json json = {{"version", kVersion},
                     {"settings", settingsOf(request)},
                     {"rows", std::move(rows)},
                     {"cells", std::move(list)}};
  return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::vector<PromptBenchCell> readPromptBench(const std::string &path,
                                             const PromptBenchRequest &request) {
  const std::string text = readTextFile(path, kLargestFile);
  JsonLimits limits;
  limits.bytes = kLargestFile;
  if (const std::string fault = jsonFault(text, limits); !fault.empty()) {
    throw FileError(path + " " + fault, "choose another output folder");
  }
  std::vector<PromptBenchCell> cells;
  try {
    const Json json = Json::parse(text);
    if (json.at("version") != kVersion || json.at("settings") != settingsOf(request)) {
      throw InputError(path + " has the figures of other settings", "choose another output folder");
    }
    for (const Json &one : json.at("cells")) {
      cells.push_back({one.at("method").get<std::string>(), one.at("vectors").get<int>(),
                       one.at("per_class").get<bool>(), one.at("seed").get<std::uint64_t>(),
                       one.at("seconds").get<double>(),
                       one.at("accuracy").get<std::map<std::string, double>>(),
                       one.at("relevance").get<std::map<std::string, double>>()});
    }
  } catch (const Error &) {
    throw;
  } catch (const std::exception &) {
    throw FileError(path + " has no figures of bench prompts", "choose another output folder");
  }
  return cells;
}

}  // namespace everyword
