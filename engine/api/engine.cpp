#include "engine/api/engine.h"

namespace everyword {

namespace {

/// One run of several.
class OneOfSeveral final : public RunObserver {
 public:
  OneOfSeveral(std::size_t run, GroupObserver &all) : run_(run), all_(all) {}

  bool wantsPreviews() const override { return all_.wantsPreviews(); }
  void onLoading(const std::string &what, double fraction) override {
    all_.onLoading(what, fraction);
  }
  void onStarted(const RunStarted &started) override { all_.onStarted(run_, started); }
  void onStep(const StepEvent &event) override { all_.onStep(run_, event); }
  void onFinished(const RunOutcome &outcome) override { all_.onFinished(run_, outcome); }

 private:
  std::size_t run_;
  GroupObserver &all_;
};

}  // namespace

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
