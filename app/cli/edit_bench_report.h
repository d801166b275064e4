#pragma once

#include <functional>
#include <string>
#include <vector>

#include "engine/api/edit_bench.h"

namespace everyword {

/// One line a prompt and method, with 95 % intervals, and by how much ours differs.
std::string editBenchTable(const std::vector<EditBenchCell> &cells);

/// {version, pack, steps, lambdas, rows: [...], cells: [{prompt, seed, start, edits: [{lambda,
/// clip_similarity, attributes}]}]}
std::string editBenchJson(const std::vector<EditBenchCell> &cells, const EditBenchRequest &request);

/// The cells of an earlier editBenchJson(), without pictures, to go on from. Throws FileError when
/// it is none, InputError when it is one of other settings.
std::vector<EditBenchCell> readEditBench(const std::string &path, const EditBenchRequest &request);

/// One line an edit.
std::string editBenchCsv(const std::vector<EditBenchCell> &cells);

/// A row of three a cell: start, CLIP only, ours. `picture` gives those of a cell: "start", "clip",
/// "ours". Nothing when there is no cell.
void writeEditBenchSheet(
    const std::string &path, const std::vector<EditBenchCell> &cells,
    const std::function<FramePtr(const EditBenchCell &, const std::string &)> &picture);

}  // namespace everyword
