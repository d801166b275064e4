#include "app/cli/speed_report.h"

#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>

#include "app/cli/text_table.h"
#include "engine/api/errors.h"

namespace everyword {

namespace {

using Json = nlohmann::ordered_json;

double numberAt(const Json &json, const char *part, const char *field) {
  return json.contains(part) && json[part].is_object() && json[part].contains(field) &&
                 json[part][field].is_number()
             ? json[part][field].get<double>()
             : 0.0;
}

bool isStep(const SpeedRow &row) {
  return row.name.rfind("layout step", 0) == 0 || row.name == "edit step";
}

/// How many times faster than the published loop; 0 where there is nothing to compare.
double timesPublished(const SpeedRow &row, const PublishedTimes &published) {
  const bool same = row.name == "layout step" || row.name == "layout step, auto" ||
                    row.name == "layout step, as published";
  const double other = same                        ? published.stepSeconds
                       : row.name == "explain"     ? published.explainSeconds
                       : row.name == "edit step"   ? published.editSeconds
                       : row.name == "prompt step" ? published.promptSeconds
                                                   : 0;
  return row.seconds > 0 ? other / row.seconds : 0;
}

/// "-" for what a row does not have.
std::string cell(double value, int places, const char *unit = "") {
  return value > 0 ? decimals(value, places) + unit : "-";
}

std::string phasesTable(const SpeedBenchResult &result) {
  std::vector<std::string> header = {"seconds of each phase"};
  std::vector<const SpeedRow *> rows;
  for (const SpeedRow &row : result.rows) {
    if (!row.phases.empty() && isStep(row)) {
      rows.push_back(&row);
      const bool plain = row.name.find(',') == std::string::npos;
      header.push_back(row.name == "edit step" ? "edit"
                       : plain                 ? row.precision
                                               : row.name.substr(row.name.find(',') + 2));
    }
  }
  if (rows.empty()) {
    return "";
  }
  TextTable table(header);
  for (std::size_t i = 0; i < rows[0]->phases.size(); ++i) {
    std::vector<std::string> line = {rows[0]->phases[i].first};
    for (const SpeedRow *row : rows) {
      line.push_back(i < row->phases.size() ? decimals(row->phases[i].second, 4) : "-");
    }
    table.add(line);
  }
  return table.text();
}

std::string publishedSentence(const std::string &what, double seconds, double peakMb) {
  return peakMb > 0 ? "\nthe published " + what + " took " + decimals(seconds, 1) +
                          " s a step and " + decimals(peakMb, 0) + " MB\n"
                    : "";
}

}  // namespace

PublishedTimes readPublishedTimes(const std::string &path) {
  std::ifstream file(path);
  const Json json = Json::parse(file, nullptr, /*allow_exceptions=*/false);
  PublishedTimes times;
  if (json.is_object()) {
    times.stepSeconds = numberAt(json, "spatial", "seconds_median");
    times.stepPeakMb = numberAt(json, "spatial", "peak_rss_mb");
    times.explainSeconds = numberAt(json, "relevance", "seconds_median");
    times.editSeconds = numberAt(json, "manipulation", "seconds_median");
    times.editPeakMb = numberAt(json, "manipulation", "peak_rss_mb");
    times.promptSeconds = numberAt(json, "coop", "seconds_median");
  }
  if (!times.known()) {
    throw FileError(path + " holds no times of the published loop",
                    "it should be JSON with spatial.seconds_median, relevance.seconds_median, "
                    "manipulation.seconds_median or coop.seconds_median");
  }
  return times;
}

std::string speedTable(const SpeedBenchResult &result, const PublishedTimes &published) {
  std::string text =
      result.machine + "; " + result.device + "; " + result.models + "\n" +
      "a plain product of 1024 x 3072 x 768: " + decimals(result.matmulGflops, 1) +
      " GFLOP/s in fp32, " +
      (result.matmulGflopsBf16 > 0 ? decimals(result.matmulGflopsBf16, 1) + " in bf16\n\n"
                                   : std::string("bf16 does not pay here\n\n"));
  std::vector<std::string> header = {"",      "precision",      "seconds",   "GFLOP",  "done",
                                     "floor", "ratio to floor", "relevance", "peak MB"};
  if (published.known()) {
    header.push_back("x published");
  }
  TextTable table(header);
  for (const SpeedRow &row : result.rows) {
    std::vector<std::string> line = {
        row.name,
        row.precision,
        decimals(row.seconds, 3),
        cell(row.gflop, 1),
        cell(row.gflopDone, 1),
        cell(row.floorSeconds, 3),
        cell(row.ratioToFloor, 2),
        isStep(row) ? decimals(100 * row.relevanceShare, 1) + " %" : "-",
        cell(row.peakMb, 0)};
    if (published.known()) {
      line.push_back(cell(timesPublished(row, published), 1));
    }
    table.add(line);
  }
  text += table.text() + "\n" + phasesTable(result);
  text += publishedSentence("layout", published.stepSeconds, published.stepPeakMb) +
          publishedSentence("edit", published.editSeconds, published.editPeakMb);
  return text;
}

std::string speedJson(const SpeedBenchResult &result, const PublishedTimes &published) {
  Json json = {{"version", 1},
               {"machine", result.machine},
               {"device", result.device},
               {"models", result.models},
               {"matmul_gflops", result.matmulGflops}};
  if (result.matmulGflopsBf16 > 0) {
    json["matmul_gflops_bf16"] = result.matmulGflopsBf16;
  }
  json["rows"] = Json::array();
  for (const SpeedRow &row : result.rows) {
    Json one = {{"name", row.name}, {"precision", row.precision}, {"seconds", row.seconds}};
    if (row.gflop > 0) {
      one["gflop"] = row.gflop;
    }
    if (row.gflopDone > 0) {
      one["gflop_done"] = row.gflopDone;
      one["floor_seconds"] = row.floorSeconds;
      one["ratio_to_floor"] = row.ratioToFloor;
    }
    if (isStep(row)) {
      one["relevance_share"] = row.relevanceShare;
      one["steps_per_second"] = row.seconds > 0 ? 1 / row.seconds : 0;
    }
    if (row.peakMb > 0) {
      one["peak_mb"] = row.peakMb;
    }
    if (const double times = timesPublished(row, published); times > 0) {
      one["times_published"] = times;
    }
    Json phases = Json::object();
    for (const auto &[name, seconds] : row.phases) {
      phases[name] = seconds;
    }
    one["phases"] = phases;
    json["rows"].push_back(std::move(one));
  }
  for (const SpeedSeries &series : result.growth) {
    json["growth"].push_back({{"over", series.over},
                              {"at", series.at},
                              {"seconds", series.seconds},
                              {"floor_seconds", series.floorSeconds}});
  }
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::vector<LineChart> speedCharts(const SpeedBenchResult &result) {
  std::vector<LineChart> charts;
  for (const SpeedSeries &series : result.growth) {
    charts.push_back(
        {"One step over " + series.over,
         series.over,
         "seconds",
         {{"measured", series.at, series.seconds}, {"floor", series.at, series.floorSeconds}}});
  }
  return charts;
}

}  // namespace everyword
