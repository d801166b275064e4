#include "engine/api/engine.h"

namespace everyword {

std::vector<RunOutcome> Engine::runTogether(const std::vector<RunRequest> &requests,
                                            GroupObserver &observer, RunControl &control) {
  std::vector<RunOutcome> outcomes;
  for (const RunRequest &request : requests) {
    if (!outcomes.empty() && control.stopRequested()) {
      break;
    }
    OneOfSeveral one(outcomes.size(), observer);
    outcomes.push_back(run(request, one, control));
  }
  return outcomes;
}

}  // namespace everyword
