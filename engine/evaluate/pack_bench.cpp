#include "engine/api/pack_bench.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <random>

#include "engine/api/errors.h"
#include "engine/api/exporting.h"
#include "engine/api/layout_bench.h"

namespace everyword {

namespace {

constexpr std::uint32_t kSeed = 2024;
constexpr std::array kGrounds = {"#c8e1f5", "#ebebeb", "#faf0c8", "#8a8a8a", "#78b46e", "#3c5aa0"};

struct NamedColour {
  const char *name;
  std::array<int, 3> rgb;
};
/// As the pack's drawings are tinted.
constexpr std::array<NamedColour, 11> kColours = {{{"red", {220, 40, 40}},
                                                   {"green", {50, 170, 60}},
                                                   {"blue", {50, 90, 220}},
                                                   {"yellow", {240, 210, 50}},
                                                   {"purple", {140, 60, 190}},
                                                   {"orange", {245, 140, 30}},
                                                   {"pink", {245, 140, 190}},
                                                   {"grey", {140, 140, 140}},
                                                   {"white", {245, 245, 245}},
                                                   {"black", {25, 25, 25}},
                                                   {"brown", {130, 85, 45}}}};

/// Standard distributions differ between libraries, so numbers are drawn by hand.
class Dice {
 public:
  int below(std::size_t n) { return static_cast<int>(bits_() % static_cast<std::uint32_t>(n)); }
  double between(double low, double high) {
    return std::round(100 * (low + (high - low) * (bits_() / 4294967296.0))) / 100;
  }

 private:
  std::mt19937 bits_{kSeed};
};

std::array<int, 3> rgbOf(const std::string &colour) {
  const int value = std::stoi(colour.substr(1), nullptr, 16);
  return {value >> 16, value >> 8 & 255, value & 255};
}

int distance(const std::uint8_t *pixel, const std::array<int, 3> &rgb) {
  int sum = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    sum += std::abs(pixel[i] - rgb[i]);
  }
  return sum;
}

bool isInside(const Box &box, double x, double y) {
  return x >= box.x && x < box.x + box.width && y >= box.y && y < box.y + box.height;
}

/// Calls `see` with each pixel, and its centre as fractions of the picture.
template <typename See>
void forPixels(const Frame &picture, See see) {
  for (int y = 0; y < picture.height; ++y) {
    for (int x = 0; x < picture.width; ++x) {
      see(picture.rgba.data() + (static_cast<std::size_t>(y) * picture.width + x) * 4,
          (x + 0.5) / picture.width, (y + 0.5) / picture.height);
    }
  }
}

double changeOutside(const Frame &picture, const RunRequest &request) {
  const std::array<int, 3> ground = rgbOf(request.start.colour);
  double sum = 0;
  int count = 0;
  forPixels(picture, [&](const std::uint8_t *pixel, double x, double y) {
    const auto &regions = request.objective.regions;
    if (std::none_of(regions.begin(), regions.end(),
                     [&](const Region &region) { return isInside(region.box, x, y); })) {
      sum += distance(pixel, ground) / 3.0;
      ++count;
    }
  });
  return count > 0 ? sum / count : 0;
}

bool peakIsInside(const FloatMap &map, const Box &box) {
  const auto peak = std::max_element(map.values.begin(), map.values.end()) - map.values.begin();
  return isInside(box, (static_cast<double>(peak % map.width) + 0.5) / map.width,
                  (static_cast<double>(peak / map.width) + 0.5) / map.height);
}

std::string colourWordOf(const std::string &label) {
  for (const NamedColour &colour : kColours) {
    if (label.rfind(std::string(colour.name) + " ", 0) == 0) {
      return colour.name;
    }
  }
  return "";
}

PackBenchBox boxOf(const RegionResult &region, std::size_t place, const RunOutcome &outcome) {
  const Frame &picture = *outcome.frame;
  PackBenchBox box;
  box.label = region.label;
  box.f1 = region.f1;
  box.clipSimilarity = region.clipSimilarity;
  if (region.looksLike) {
    box.named = region.looksLike->name;
    box.right = region.looksLike->own;
  }
  box.pointed = peakIsInside(picture.maps.at(place), region.box);
  if (const std::string colour = colourWordOf(region.label); !colour.empty()) {
    box.colourRight = colourInBox(picture, region.box, outcome.request.start.colour) == colour;
  }
  return box;
}

/// Lets the caller watch, and stop, between the steps.
class BenchObserver : public RunObserver {
 public:
  BenchObserver(RunControl &control, const std::function<bool(const std::string &)> &report,
                std::string name)
      : control_(control), report_(report), name_(std::move(name)) {}

  bool wantsPreviews() const override { return false; }
  void onLoading(const std::string &what, double) override { say(name_ + ", " + what); }
  void onStep(const StepEvent &event) override {
    say(name_ + ", step " + std::to_string(event.step) + "/" + std::to_string(event.steps));
  }

 private:
  void say(const std::string &what) {
    if (!report_(what)) {
      control_.stop();
    }
  }

  RunControl &control_;
  const std::function<bool(const std::string &)> &report_;
  std::string name_;
};

RunRequest requestFor(const Engine &engine, const PackBenchRequest &bench, RunRequest layout,
                      const PackBenchCell &cell) {
  const std::string ground = layout.start.colour;
  layout.models.pack = bench.pack;
  RunRequest request = engine.recommended(layout);
  if (cell.start != Start::Search) {
    request = fromPlainGround(engine, request);
  }
  request.start.colour = ground;
  request.start.kind = cell.start;
  request.objective.method = cell.method;
  request.seed = cell.seed;
  request.machine.threads = bench.threads;
  request.schedule.keepFramesEvery = 0;
  request.schedule.steps = bench.steps > 0 ? bench.steps : request.schedule.steps;
  return request;
}

bool isSame(const PackBenchCell &one, const PackBenchCell &other) {
  return one.layout == other.layout && one.seed == other.seed && one.method == other.method &&
         one.start == other.start;
}

}  // namespace

std::vector<RunRequest> packBenchLayouts(int count, const PackInfo &pack) {
  constexpr std::size_t kDrawn = 48;
  const std::vector<std::string> things(
      pack.words.begin(), pack.words.begin() + std::ptrdiff_t(std::min(kDrawn, pack.words.size())));
  if (things.size() < 2) {
    throw InputError("the pack '" + pack.name + "' names no things to draw");
  }
  Dice dice;
  std::vector<RunRequest> layouts;
  for (int i = 0; i < count; ++i) {
    RunRequest layout;
    const bool two = i % 2 == 1;
    const std::string first = things[static_cast<std::size_t>(dice.below(things.size()))];
    std::string second = first;
    while (second == first) {
      second = things[static_cast<std::size_t>(dice.below(things.size()))];
    }
    const std::string colour = kColours[static_cast<std::size_t>(dice.below(7))].name;
    std::vector<Region> &regions = layout.objective.regions;
    regions.resize(two ? 2 : 1);
    regions[0].id = 1;
    if (two) {
      const double width = dice.between(0.42, 0.47), height = dice.between(0.42, 0.50);
      regions[0].label = first;
      regions[0].box = {0.03, dice.between(0.05, 0.95 - height), width, height};
      regions[1].id = 2;
      regions[1].label = second;
      regions[1].box = {0.97 - width, dice.between(0.05, 0.95 - height), width, height};
    } else {
      const double side = dice.between(0.60, 0.75);
      regions[0].label = i % 4 == 2 ? colour + " " + first : first;
      regions[0].box = {dice.between(0.05, 0.95 - side), dice.between(0.05, 0.95 - side), side,
                        side};
    }
    layout.start.colour = kGrounds[static_cast<std::size_t>(i) % kGrounds.size()];
    layouts.push_back(std::move(layout));
  }
  return layouts;
}

std::string colourInBox(const Frame &picture, const Box &box, const std::string &ground) {
  constexpr int kDiffers = 60;  // of 3 x 255, from the ground
  constexpr double kLeast = 0.05;
  const std::array<int, 3> around = rgbOf(ground);
  std::array<int, kColours.size()> votes{};
  int all = 0, seen = 0;
  forPixels(picture, [&](const std::uint8_t *pixel, double x, double y) {
    if (!isInside(box, x, y)) {
      return;
    }
    ++all;
    if (distance(pixel, around) < kDiffers) {
      return;
    }
    ++seen;
    const auto nearest = std::min_element(kColours.begin(), kColours.end(),
                                          [&](const NamedColour &a, const NamedColour &b) {
                                            return distance(pixel, a.rgb) < distance(pixel, b.rgb);
                                          });
    ++votes[static_cast<std::size_t>(nearest - kColours.begin())];
  });
  if (seen < kLeast * all || all == 0) {
    return "";
  }
  return kColours[static_cast<std::size_t>(std::max_element(votes.begin(), votes.end()) -
                                           votes.begin())]
      .name;
}

std::vector<PackBenchRow> packBenchRows(const std::vector<PackBenchCell> &cells) {
  std::vector<PackBenchRow> rows;
  for (const PackBenchCell &cell : cells) {
    auto row = std::find_if(rows.begin(), rows.end(), [&](const PackBenchRow &one) {
      return one.method == cell.method && one.start == cell.start;
    });
    if (row == rows.end()) {
      row = rows.insert(rows.end(), PackBenchRow{cell.method, cell.start, 0, 0, 0, {}});
    }
    ++row->cells;
    row->changedOutside += cell.changedOutside;
    row->seconds += cell.seconds;
    for (const PackBenchBox &box : cell.boxes) {
      ++row->boxes;
      row->pointed += box.pointed;
      row->f1 += box.f1;
      row->coloured += box.colourRight.has_value();
      row->colourRight += box.colourRight.value_or(false);
      if (!box.named.empty()) {
        row->right = row->right.value_or(0) + box.right;
      }
    }
  }
  for (PackBenchRow &row : rows) {
    const double perBox = 1.0 / std::max(1, row.boxes), perCell = 1.0 / std::max(1, row.cells);
    row.pointed *= perBox;
    row.f1 *= perBox;
    row.colourRight /= std::max(1, row.coloured);
    row.changedOutside *= perCell;
    row.seconds *= perCell;
    if (row.right) {
      *row.right *= perBox;
    }
  }
  return rows;
}

void runPackBench(Engine &engine, const PackBenchRequest &request,
                  const std::vector<PackBenchCell> &done,
                  const std::function<bool(int, int, const std::string &)> &heard,
                  const std::function<void(const PackBenchCell &)> &cellDone) {
  const std::vector<RunRequest> layouts =
      packBenchLayouts(request.layouts, engine.pack(request.pack));
  // Seed by seed, so that what is done at any time has all layouts; methods side by side.
  std::vector<PackBenchCell> cells;
  for (int seed = 1; seed <= request.seeds; ++seed) {
    for (int layout = 0; layout < request.layouts; ++layout) {
      for (const Start start : request.starts) {
        for (const Method method : request.methods) {
          cells.push_back({layout, static_cast<std::uint64_t>(seed), method, start, {}, 0, 0, {}});
        }
      }
    }
  }
  int finished = 0;
  bool goOn = true;
  const std::function<bool(const std::string &)> report = [&](const std::string &what) {
    return goOn = goOn && heard(finished, static_cast<int>(cells.size()), what);
  };
  for (PackBenchCell &cell : cells) {
    const bool known = std::any_of(done.begin(), done.end(),
                                   [&](const PackBenchCell &one) { return isSame(one, cell); });
    if (!known) {
      const RunRequest one =
          requestFor(engine, request, layouts[static_cast<std::size_t>(cell.layout)], cell);
      RunControl control;
      BenchObserver observer(control, report,
                             "layout " + std::to_string(cell.layout + 1) + ", " +
                                 toString(cell.method) + ", " + toString(cell.start));
      const RunOutcome outcome = engine.run(one, observer, control);
      if (outcome.kind == RunOutcome::Kind::Failed) {
        throw Error(outcome.error);
      }
      if (outcome.kind == RunOutcome::Kind::Stopped) {
        return;
      }
      for (std::size_t i = 0; i < outcome.regions.size(); ++i) {
        cell.boxes.push_back(boxOf(outcome.regions[i], i, outcome));
      }
      cell.changedOutside = changeOutside(*outcome.frame, one);
      cell.seconds = outcome.seconds;
      cell.picture = outcome.frame;
      cellDone(cell);
    }
    ++finished;
    if (!report(std::to_string(finished) + " of " + std::to_string(cells.size()))) {
      return;
    }
  }
}

double reconstruction(Engine &engine, const std::string &pack,
                      const std::vector<std::string> &pictures) {
  double sum = 0;
  for (const std::string &path : pictures) {
    const FramePtr picture = readPicture(path);
    RunRequest request;
    request.models.pack = pack;
    request.objective.regions = {{1, "anything", {0, 0, 1, 1}, 1.0, {}, true}};
    request.start.kind = Start::EarlierFrame;
    request.start.frame = picture;
    request.start.width = picture->width;
    request.start.height = picture->height;
    const FramePtr again = engine.starts(request, {0}).at(0);
    double squares = 0;
    int count = 0;
    for (std::size_t i = 0; i < std::min(again->rgba.size(), picture->rgba.size()); ++i) {
      if (i % 4 != 3) {
        squares += std::pow(double(again->rgba[i]) - picture->rgba[i], 2);
        ++count;
      }
    }
    sum += 10 * std::log10(255.0 * 255.0 / std::max(1e-3, squares / std::max(1, count)));
  }
  return pictures.empty() ? 0 : sum / static_cast<double>(pictures.size());
}

}  // namespace everyword
