#pragma once

#include <string>

#include "engine/api/layout_bench.h"

namespace everyword {

/// One line a method, and by how much the first method is above each of the others.
std::string benchTable(const LayoutBenchResult &result);

/// {version, pack, rows: [...], runs: [{layout, seed, method, prompt, outcome, regions, ...}]}
std::string benchJson(const LayoutBenchResult &result, const LayoutBenchRequest &request);

/// One line a region of each run.
std::string benchCsv(const LayoutBenchResult &result);

/// All pictures with their boxes drawn in; one row a layout, its seeds and methods beside each
/// other. Nothing when there is no picture.
void writeBenchSheet(const std::string &path, const LayoutBenchResult &result);

/// Names runs that failed on stderr; the exit code.
int reportFailures(const LayoutBenchResult &result);

}  // namespace everyword
