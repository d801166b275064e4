#pragma once

#include <string>
#include <vector>

#include "engine/api/prompt_bench.h"

namespace everyword {

std::string promptBenchTable(const std::vector<PromptBenchCell> &cells);
std::string promptBenchCsv(const std::vector<PromptBenchCell> &cells);  ///< a line a row
std::string promptBenchLatex(
    const std::vector<PromptBenchCell> &cells);  ///< as the paper's Table 1

/// Settings, rows and cells, version 1; what readPromptBench() reads.
std::string promptBenchJson(const std::vector<PromptBenchCell> &cells,
                            const PromptBenchRequest &request);
/// The cells of an earlier bench. Throws FileError, InputError when its settings were others.
std::vector<PromptBenchCell> readPromptBench(const std::string &path,
                                             const PromptBenchRequest &request);

}  // namespace everyword
