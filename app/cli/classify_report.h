#pragma once

#include <string>

#include "engine/api/classify.h"

namespace everyword {

/// Accuracy in per cent, a line a method, a column a set of pictures.
std::string classifyTable(const ClassifyResult &result);

/// Everything, version 1.
std::string classifyJson(const ClassifyResult &result, const ClassifyRequest &request);

std::string accuracyCsv(const ClassifyResult &result);   ///< a line a method, set and seed
std::string classesCsv(const ClassifyResult &result);    ///< a line a method, set and class
std::string confusionCsv(const ClassifyResult &result);  ///< a line a pair that occurs

}  // namespace everyword
