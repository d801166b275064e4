#pragma once

#include <memory>
#include <optional>
#include <string>

#include "engine/api/run_request.h"

namespace everyword {

/// The other direction: what the user does while the run is on. All members may be called from
/// any thread at any time; they never block on the run.
class RunControl {
 public:
  RunControl();
  ~RunControl();
  RunControl(const RunControl &) = delete;
  RunControl &operator=(const RunControl &) = delete;

  void stop();    ///< answers within one step; the outcome is Stopped
  void pause();   ///< after the current step
  void resume();  ///< no effect when not paused
  bool isPaused() const;
  bool stopRequested() const;

  /// New boxes, labels, weights, lambda, and every parameter marked `live`: used from the next step
  /// on; latent and optimiser state stay. Newest wins. Other fields are ignored during the run.
  void update(const RunRequest &);

  /// Writes latent, optimiser, random state and request after the current step (atomically).
  /// Failure reaches the observer as a warning in the log, not as a failed run.
  void checkpointTo(const std::string &path);

  // For the engine's loop.
  std::optional<RunRequest> takeUpdate();
  std::optional<std::string> takeCheckpointPath();
  /// Blocks while paused and not stopped. Returns false when the run has to stop.
  bool waitWhilePaused();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace everyword
