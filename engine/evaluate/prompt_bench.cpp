#include "engine/api/prompt_bench.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <tuple>

namespace everyword {

namespace {

constexpr char kPrinted[] = "coop_relevance_printed", kPublished[] = "coop_relevance_published";

/// All cells, those of one seed together.
std::vector<PromptBenchCell> cellsOf(const PromptBenchRequest &request) {
  std::vector<PromptBenchCell> cells;
  for (int i = 0; i < request.seeds; ++i) {
    const std::uint64_t seed = request.base.seed + static_cast<std::uint64_t>(i);
    if (i == 0) {
      cells.push_back({"zero_shot", 0, false, seed, 0, {}, {}});
    }
    cells.push_back({"linear_probe", 0, false, seed, 0, {}, {}});
    for (const int vectors : request.vectors) {
      for (const bool perClass : request.perClass) {
        for (const char *method : {"coop", "coop_relevance", kPrinted, kPublished}) {
          cells.push_back({method, vectors, perClass, seed, 0, {}, {}});
        }
      }
    }
  }
  return cells;
}

ClassifyRequest requestOf(const PromptBenchRequest &request, const PromptBenchCell &cell) {
  ClassifyRequest one = request.base;
  one.seeds = 1;
  one.seed = cell.seed;
  one.loss = cell.method == kPrinted     ? RelevanceLoss::Printed
             : cell.method == kPublished ? RelevanceLoss::Published
                                         : RelevanceLoss::Balanced;
  one.methods = {cell.method.starts_with("coop_") ? "coop_relevance" : cell.method};
  one.vectors = cell.vectors > 0 ? cell.vectors : one.vectors;
  one.perClass = cell.perClass;
  return one;
}

double meanOf(const std::vector<double> &values) {
  return values.empty() ? 0
                        : std::accumulate(values.begin(), values.end(), 0.0) /
                              static_cast<double>(values.size());
}

/// What a row is made of: one method and setting, in the order of the table.
struct Setting {
  std::string method;
  int vectors = 0;
  bool perClass = false;
  bool operator==(const Setting &) const = default;
};

Setting settingOf(const PromptBenchCell &cell) {
  return {cell.method, cell.vectors, cell.perClass};
}

PromptBenchRow rowOf(const Setting &setting, const std::string &test,
                     const std::vector<PromptBenchCell> &cells) {
  std::vector<double> accuracies, shares;
  for (const PromptBenchCell &cell : cells) {
    if (settingOf(cell) == setting && cell.accuracy.count(test) == 1) {
      accuracies.push_back(cell.accuracy.at(test));
      if (cell.nameShare.count(test) == 1) {
        shares.push_back(cell.nameShare.at(test));
      }
    }
  }
  return {setting.method,
          setting.vectors,
          setting.perClass,
          test,
          static_cast<int>(accuracies.size()),
          studentShare(accuracies),
          meanOf(shares)};
}

/// The gain over plain CoOp, seed by seed.
PromptBenchRow gainOf(const Setting &setting, const std::string &test,
                      const std::vector<PromptBenchCell> &cells) {
  std::vector<double> gains;
  for (const PromptBenchCell &cell : cells) {
    const auto plain = std::find_if(cells.begin(), cells.end(), [&](const PromptBenchCell &other) {
      return other.seed == cell.seed &&
             settingOf(other) == Setting{"coop", setting.vectors, setting.perClass};
    });
    if (settingOf(cell) == setting && plain != cells.end() && cell.accuracy.count(test) == 1 &&
        plain->accuracy.count(test) == 1) {
      gains.push_back(cell.accuracy.at(test) - plain->accuracy.at(test));
    }
  }
  return {setting.method + " - coop",
          setting.vectors,
          setting.perClass,
          test,
          static_cast<int>(gains.size()),
          studentMean(gains),
          0};
}

}  // namespace

bool PromptBenchCell::isSameAs(const PromptBenchCell &other) const {
  return settingOf(*this) == settingOf(other) && seed == other.seed;
}

std::vector<PromptBenchRow> promptBenchRows(const std::vector<PromptBenchCell> &cells) {
  std::vector<Setting> settings;
  std::vector<std::string> tests;
  for (const PromptBenchCell &cell : cells) {
    if (std::find(settings.begin(), settings.end(), settingOf(cell)) == settings.end()) {
      settings.push_back(settingOf(cell));
    }
    for (const auto &[test, accuracy] : cell.accuracy) {
      if (std::find(tests.begin(), tests.end(), test) == tests.end()) {
        tests.push_back(test);
      }
    }
  }
  // By what they are, not by when they were done: a bench that was interrupted gives the same
  // table.
  std::sort(settings.begin(), settings.end(), [](const Setting &a, const Setting &b) {
    const auto rank = [](const Setting &one) {
      return std::tuple(one.vectors > 0             ? 2
                        : one.method == "zero_shot" ? 0
                                                    : 1,
                        -one.vectors, one.perClass, one.method);
    };
    return rank(a) < rank(b);
  });
  std::sort(tests.begin(), tests.end());
  std::vector<PromptBenchRow> rows;
  for (const std::string &test : tests) {
    for (const Setting &setting : settings) {
      rows.push_back(rowOf(setting, test, cells));
    }
    for (const Setting &setting : settings) {
      if (setting.method.starts_with("coop_")) {
        rows.push_back(gainOf(setting, test, cells));
      }
    }
  }
  return rows;
}

void runPromptBench(const Engine &engine, const PromptBenchRequest &request,
                    const std::vector<PromptBenchCell> &done,
                    const std::function<bool(int, int, const std::string &)> &heard,
                    const std::function<void(const PromptBenchCell &)> &cellDone) {
  const std::vector<PromptBenchCell> cells = cellsOf(request);
  const int total = static_cast<int>(cells.size());
  int finished = 0;
  for (PromptBenchCell cell : cells) {
    const bool known = std::any_of(done.begin(), done.end(), [&](const PromptBenchCell &other) {
      return other.isSameAs(cell);
    });
    if (!known) {
      const ClassifyResult result =
          classify(engine, requestOf(request, cell),
                   [&](const ClassifyProgress &now) { return heard(finished, total, now.what); });
      if (result.stopped) {
        return;
      }
      for (const ClassifyScore &score : result.scores) {
        cell.accuracy[score.test] = score.accuracy.mean;
        if (!score.nameShares.empty()) {
          cell.nameShare[score.test] = meanOf(score.nameShares);
        }
      }
      cell.seconds = result.learned.empty() ? 0 : result.learned.front().seconds;
      cellDone(cell);
    }
    ++finished;
  }
}

}  // namespace everyword
