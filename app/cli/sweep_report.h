#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "engine/api/sweep.h"

namespace everyword {

using SweepResults = std::vector<std::optional<SweepResult>>;

bool hasFinished(const std::optional<SweepResult> &result);

/// The figures of one cell: an object.
std::string sweepResultJson(const SweepResult &result);

/// sweep.json: {version, axes, cells: [{cell, picture, clip_similarity, faithfulness, seconds,
/// pareto}], most_similar, request}
std::string sweepJson(const SweepRequest &sweep, const SweepResults &results);

/// One line a cell that has finished, the axes' values first.
std::string sweepCsv(const SweepRequest &sweep, const SweepResults &results);

/// The Pareto front as a table for people.
std::string sweepTable(const SweepRequest &sweep, const SweepResults &results);

/// All pictures with their captions; a row has as many as the last axis has values. `cellPath`:
/// where a cell's picture lies.
void writeSweepGrid(const std::string &path, const SweepRequest &sweep, const SweepResults &results,
                    const std::function<std::string(std::size_t)> &cellPath);

}  // namespace everyword
