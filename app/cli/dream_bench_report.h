#pragma once

#include <functional>
#include <string>
#include <vector>

#include "engine/api/dream_bench.h"

namespace everyword {

/// One line a prompt and lambda over the first, with 95 % intervals, and all together.
std::string dreamBenchTable(const std::vector<DreamBenchCell> &cells);

/// {version, settings, rows: [...], cells: [{prompt, seed, results: [{lambda, clip_similarity,
/// words}]}]}
std::string dreamBenchJson(const std::vector<DreamBenchCell> &cells,
                           const DreamBenchRequest &request);

/// The cells of an earlier dreamBenchJson(), without pictures, to go on from. Throws FileError when
/// it is none, InputError when it is one of other settings.
std::vector<DreamBenchCell> readDreamBench(const std::string &path,
                                           const DreamBenchRequest &request);

/// One line a picture.
std::string dreamBenchCsv(const std::vector<DreamBenchCell> &cells);

/// A row a cell, a picture a lambda. Nothing when there is no cell.
void writeDreamBenchSheet(
    const std::string &path, const std::vector<DreamBenchCell> &cells,
    const std::function<FramePtr(const DreamBenchCell &, std::size_t lambda)> &picture);

}  // namespace everyword
