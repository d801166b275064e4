#include "app/cli/pack_bench_report.h"

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
constexpr Method kMethods[] = {Method::Relevance, Method::Similarity, Method::Masked,
                               Method::SimilarityMasked};

Json settingsOf(const PackBenchRequest &request) {
  return {{"pack", request.pack}, {"steps", request.steps}, {"layouts", request.layouts}};
}

Json jsonOf(const PackBenchBox &box) {
  return {{"label", box.label},
          {"named", box.named},
          {"right", box.right},
          {"pointed", box.pointed},
          {"colour_right", box.colourRight ? Json(*box.colourRight) : Json()},
          {"f1", box.f1},
          {"clip_similarity", box.clipSimilarity}};
}

PackBenchBox boxFrom(const Json &json) {
  PackBenchBox box;
  box.label = json.at("label").get<std::string>();
  box.named = json.at("named").get<std::string>();
  box.right = json.at("right").get<bool>();
  box.pointed = json.at("pointed").get<bool>();
  if (!json.at("colour_right").is_null()) {
    box.colourRight = json.at("colour_right").get<bool>();
  }
  box.f1 = json.at("f1").get<double>();
  box.clipSimilarity = json.at("clip_similarity").get<double>();
  return box;
}

PackBenchCell cellFrom(const Json &json) {
  PackBenchCell cell;
  cell.layout = json.at("layout").get<int>();
  cell.seed = json.at("seed").get<std::uint64_t>();
  for (const Method method : kMethods) {
    cell.method = json.at("method") == toString(method) ? method : cell.method;
  }
  cell.start = json.at("start") == toString(Start::Search) ? Start::Search : Start::Plain;
  cell.changedOutside = json.at("changed_outside").get<double>();
  cell.seconds = json.at("seconds").get<double>();
  for (const Json &box : json.at("boxes")) {
    cell.boxes.push_back(boxFrom(box));
  }
  return cell;
}

std::string percent(double share) { return decimals(100 * share, 0); }

}  // namespace

std::string packBenchTable(const std::vector<PackBenchCell> &cells) {
  TextTable table({"method", "start", "boxes", "named right %", "peak in box %", "colour right %",
                   "F1", "change outside", "s/run"});
  for (const PackBenchRow &row : packBenchRows(cells)) {
    table.add({toString(row.method), toString(row.start), std::to_string(row.boxes),
               row.right ? percent(*row.right) : "-", percent(row.pointed),
               row.coloured > 0 ? percent(row.colourRight) : "-", percent(row.f1),
               decimals(row.changedOutside, 1), decimals(row.seconds, 1)});
  }
  return table.text() +
         "\nNamed right: by the CLIP that guides, of the box's crop. Colour: of the pixels in the "
         "box, of labels with a colour.\nChange outside: mean change of the ground, of 255.\n";
}

std::string packBenchJson(const std::vector<PackBenchCell> &cells, const PackBenchRequest &request,
                          double psnr) {
  Json rows = Json::array(), list = Json::array();
  for (const PackBenchRow &row : packBenchRows(cells)) {
    rows.push_back({{"method", toString(row.method)},
                    {"start", toString(row.start)},
                    {"cells", row.cells},
                    {"boxes", row.boxes},
                    {"named_right", row.right ? Json(*row.right) : Json()},
                    {"pointed", row.pointed},
                    {"colour_right", row.coloured > 0 ? Json(row.colourRight) : Json()},
                    {"f1", row.f1},
                    {"changed_outside", row.changedOutside},
                    {"seconds", row.seconds}});
  }
  for (const PackBenchCell &cell : cells) {
    Json boxes = Json::array();
    for (const PackBenchBox &box : cell.boxes) {
      boxes.push_back(jsonOf(box));
    }
    list.push_back({{"layout", cell.layout},
                    {"seed", cell.seed},
                    {"method", toString(cell.method)},
                    {"start", toString(cell.start)},
                    {"changed_outside", cell.changedOutside},
                    {"seconds", cell.seconds},
                    {"boxes", std::move(boxes)}});
  }
  const Json json = {{"version", kVersion},
                     {"settings", settingsOf(request)},
                     {"reconstruction_psnr", psnr > 0 ? Json(psnr) : Json()},
                     {"rows", std::move(rows)},
                     {"cells", std::move(list)}};
  return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::vector<PackBenchCell> readPackBench(const std::string &path, const PackBenchRequest &request) {
  const std::string text = readTextFile(path, kLargestFile);
  JsonLimits limits;
  limits.bytes = kLargestFile;
  if (const std::string fault = jsonFault(text, limits); !fault.empty()) {
    throw FileError(path + " " + fault, "choose another output folder");
  }
  const Json json = Json::parse(text);
  std::vector<PackBenchCell> cells;
  try {
    if (json.at("version") != kVersion || json.at("settings") != settingsOf(request)) {
      throw InputError(path + " has the figures of other settings", "choose another output folder");
    }
    for (const Json &one : json.at("cells")) {
      cells.push_back(cellFrom(one));
    }
  } catch (const Error &) {
    throw;
  } catch (const std::exception &) {
    throw FileError(path + " has no figures of bench pack", "choose another output folder");
  }
  return cells;
}

std::string captionOf(const PackBenchCell &cell) {
  std::string caption =
      toString(cell.method) + ", " + toString(cell.start) + ", seed " + std::to_string(cell.seed);
  for (const PackBenchBox &box : cell.boxes) {
    caption += "\n" + box.label + (box.named.empty() ? "" : " : " + box.named);
  }
  return caption;
}

}  // namespace everyword
