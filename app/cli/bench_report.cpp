#include "app/cli/bench_report.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "app/cli/output.h"
#include "app/cli/text_table.h"
#include "engine/api/exporting.h"

namespace everyword {

namespace {

using Json = nlohmann::ordered_json;

std::string outcomeName(RunOutcome::Kind kind) {
  return kind == RunOutcome::Kind::Finished  ? "finished"
         : kind == RunOutcome::Kind::Stopped ? "stopped"
                                             : "failed";
}

Json jsonOf(const LooksLike &look) {
  return {{"name", look.name},
          {"probability", look.probability},
          {"own", look.own},
          {"leak", look.leak}};
}

Json jsonOf(const RegionResult &region) {
  return {{"label", region.label},
          {"box", {region.box.x, region.box.y, region.box.width, region.box.height}},
          {"f1", region.f1},
          {"precision", region.precision},
          {"recall", region.recall},
          {"overlap", region.overlap ? Json(*region.overlap) : Json()},
          {"looks_like", region.looksLike ? jsonOf(*region.looksLike) : Json()},
          {"clip_similarity", region.clipSimilarity}};
}

Json jsonOf(const LayoutBenchRun &run) {
  Json regions = Json::array();
  for (const RegionResult &region : run.outcome.regions) {
    regions.push_back(jsonOf(region));
  }
  return {{"layout", run.layout},
          {"seed", run.seed},
          {"method", toString(run.method)},
          {"prompt", run.outcome.request.objective.prompt},
          {"outcome", outcomeName(run.outcome.kind)},
          {"steps", run.outcome.step},
          {"seconds", run.outcome.seconds},
          {"prompt_similarity", run.outcome.promptSimilarity},
          {"regions", std::move(regions)}};
}

void setPixel(Frame &frame, int x, int y, const Rgb &colour) {
  std::uint8_t *pixel = frame.rgba.data() + (static_cast<std::size_t>(y) * frame.width + x) * 4;
  pixel[0] = colour.red;
  pixel[1] = colour.green;
  pixel[2] = colour.blue;
}

void drawBox(Frame &frame, const Box &box, const Rgb &colour) {
  const auto at = [](double share, int pixels) {
    return std::clamp(static_cast<int>(std::lround(share * pixels)), 0, pixels - 1);
  };
  const int left = at(box.x, frame.width), right = at(box.x + box.width, frame.width);
  const int top = at(box.y, frame.height), bottom = at(box.y + box.height, frame.height);
  for (int x = left; x <= right; ++x) {
    setPixel(frame, x, top, colour);
    setPixel(frame, x, bottom, colour);
  }
  for (int y = top; y <= bottom; ++y) {
    setPixel(frame, left, y, colour);
    setPixel(frame, right, y, colour);
  }
}

/// Twice the size, so that a box's line is half a pixel of the picture; boxes in the order of the
/// caption.
FramePtr withBoxes(const RunOutcome &outcome) {
  static constexpr Rgb kColours[] = {{255, 255, 255}, {255, 230, 0}, {0, 230, 255}};
  const Frame &picture = *outcome.frame;
  auto frame = std::make_shared<Frame>();
  frame->width = picture.width * 2;
  frame->height = picture.height * 2;
  frame->rgba.resize(picture.rgba.size() * 4);
  for (int y = 0; y < frame->height; ++y) {
    for (int x = 0; x < frame->width; ++x) {
      std::copy_n(
          picture.rgba.data() + (static_cast<std::size_t>(y / 2) * picture.width + x / 2) * 4, 4,
          frame->rgba.data() + (static_cast<std::size_t>(y) * frame->width + x) * 4);
    }
  }
  for (std::size_t i = 0; i < outcome.regions.size(); ++i) {
    drawBox(*frame, outcome.regions[i].box, kColours[i % 3]);
  }
  return frame;
}

std::string captionOf(const LayoutBenchRun &run) {
  std::string caption = toString(run.method) + ", seed " + std::to_string(run.seed);
  for (const RegionResult &region : run.outcome.regions) {
    caption += "\n" + region.label + "  F1 " + decimals(100 * region.f1, 0) +
               (region.looksLike && region.looksLike->own ? ", own" : "");
  }
  return caption;
}

}  // namespace

std::string benchTable(const LayoutBenchResult &result) {
  TextTable table(
      {"method", "precision", "recall", "F1", "identity", "CLIP similarity", "s/run", "runs"});
  for (const LayoutBenchRow &row : result.rows) {
    table.add({toString(row.method), decimals(row.precision, 1), decimals(row.recall, 1),
               decimals(row.f1, 1), decimals(row.identity, 1), decimals(row.clipSimilarity, 3),
               decimals(row.secondsPerRun, 1), std::to_string(row.runs)});
  }
  std::string text = table.text();
  for (std::size_t i = 1; i < result.rows.size(); ++i) {
    const double difference = result.rows[0].f1 - result.rows[i].f1;
    text += i == 1 ? "\n" : "";
    text += toString(result.rows[0].method) + " is " + decimals(std::abs(difference), 1) +
            " points of F1 " + (difference < 0 ? "below " : "above ") +
            toString(result.rows[i].method) + "\n";
  }
  return text;
}

std::string benchJson(const LayoutBenchResult &result, const LayoutBenchRequest &request) {
  Json rows = Json::array(), runs = Json::array();
  for (const LayoutBenchRow &row : result.rows) {
    rows.push_back({{"method", toString(row.method)},
                    {"precision", row.precision},
                    {"recall", row.recall},
                    {"f1", row.f1},
                    {"identity", row.identity},
                    {"clip_similarity", row.clipSimilarity},
                    {"seconds_per_run", row.secondsPerRun},
                    {"runs", row.runs}});
  }
  for (const LayoutBenchRun &run : result.runs) {
    runs.push_back(jsonOf(run));
  }
  const Json json = {{"version", 1},
                     {"pack", request.pack},
                     {"quick", request.quick},
                     {"rows", rows},
                     {"runs", runs}};
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string benchCsv(const LayoutBenchResult &result) {
  std::string text =
      "layout,seed,method,prompt,label,x,y,width,height,precision,recall,f1,overlap,looks_"
      "like,clip_similarity,seconds\n";
  for (const LayoutBenchRun &run : result.runs) {
    for (const RegionResult &region : run.outcome.regions) {
      text += std::to_string(run.layout) + "," + std::to_string(run.seed) + "," +
              toString(run.method) + "," + csvField(run.outcome.request.objective.prompt) + "," +
              csvField(region.label);
      for (const double value :
           {region.box.x, region.box.y, region.box.width, region.box.height, region.precision,
            region.recall, region.f1, region.overlap.value_or(std::nan(""))}) {
        text += ',';
        text += std::isnan(value) ? "" : decimals(value, 4);
      }
      text += "," + (region.looksLike ? csvField(region.looksLike->name) : "") + "," +
              decimals(region.clipSimilarity, 4) + "," + decimals(run.outcome.seconds, 4);
      text += "\n";
    }
  }
  return text;
}

void writeBenchSheet(const std::string &path, const LayoutBenchResult &result) {
  std::vector<FramePtr> pictures;
  std::vector<std::string> captions;
  for (const LayoutBenchRun &run : result.runs) {
    if (run.outcome.frame) {
      pictures.push_back(withBoxes(run.outcome));
      captions.push_back(captionOf(run));
    }
  }
  if (!pictures.empty()) {
    writeContactSheet(path, pictures, captions,
                      2 * static_cast<int>(std::max<std::size_t>(1, result.rows.size())));
  }
}

int reportFailures(const LayoutBenchResult &result) {
  int exitCode = 0;
  for (const LayoutBenchRun &run : result.runs) {
    if (run.outcome.kind == RunOutcome::Kind::Failed) {
      exitCode = reportError("layout " + std::to_string(run.layout) + ", seed " +
                                 std::to_string(run.seed) + ", " + toString(run.method) +
                                 " failed: " + run.outcome.error,
                             1);
    }
  }
  return exitCode;
}

}  // namespace everyword
