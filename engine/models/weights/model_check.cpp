#include "engine/models/weights/model_check.h"

#include <algorithm>
#include <exception>

#include "engine/api/errors.h"
#include "engine/checkpoint/dry_load.h"

namespace everyword {

std::vector<std::string> notesOf(const TensorTable &part) {
  return part.choice().empty() ? std::vector<std::string>{} : std::vector{part.choice()};
}

void checkWeights(ModelReport &report, const std::function<void()> &load) {
  DryLoad dry;
  try {
    load();
  } catch (const Error &error) {
    report.problem = error.what();
  } catch (const std::exception &) {
    // Shapes that no layer can have: LibTorch's words would not help.
    report.problem = report.path + " has tensors of impossible sizes for a " + report.title;
  }
  report.missing = dry.missing;
  report.wrongShape = dry.wrongShape;
  report.extra = dry.extra;
  report.memoryBytes = static_cast<std::int64_t>(std::min(dry.elements * 4, 1e18));
}

}  // namespace everyword
