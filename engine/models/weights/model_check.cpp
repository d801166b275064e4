#include "engine/models/weights/model_check.h"

#include <algorithm>
#include <exception>

#include "engine/api/errors.h"

namespace everyword {

std::vector<std::string> notesOf(const TensorTable &part) {
  return part.choice().empty() ? std::vector<std::string>{} : std::vector{part.choice()};
}

void checkWeights(ModelReport &report, const TensorTable &table,
                  const std::function<void(const TensorTable &)> &load) {
  const auto found = std::make_shared<LoadFindings>();
  try {
    load(table.withOptions({.findings = found}));
  } catch (const Error &error) {
    report.problem = error.what();
  } catch (const std::exception &) {
    // Shapes that no layer can have: LibTorch's words would not help.
    report.problem = report.path + " has tensors of impossible sizes for a " + report.title;
  }
  report.missing = found->missing;
  report.wrongShape = found->wrongShape;
  report.extra = found->extra;
  report.memoryBytes = static_cast<std::int64_t>(std::min(found->elements * 4, 1e18));
}

}  // namespace everyword
