#pragma once

#include <ATen/core/Tensor.h>

#include <string>
#include <vector>

#include "engine/api/run_events.h"
#include "engine/run/adam.h"

namespace everyword {

/// All that a run needs to go on exactly where it was: same bytes as without the break (CPU, same
/// thread count).
struct RunState {
  RunRequest request;
  std::string space;               ///< of the latent; "" in files of before it was written
  std::vector<at::Tensor> latent;  ///< the leaves of the run's latent space, float32
  /// The latent before the first step, which losses compare with; empty in files of before it was
  /// written, then the request says it.
  std::vector<at::Tensor> start;
  Adam optimiser;
  at::Tensor randomState;                     ///< uint8
  int step = 0;                               ///< steps done
  double seconds = 0;                         ///< spent in them
  std::vector<std::vector<LossTerm>> losses;  ///< one a step
};

/// One safetensors file: tensors as they are, the request and the losses as JSON in its metadata.
/// Written atomically. Throws ResourceError.
void saveRunState(const std::string &path, const RunState &state);

/// Throws FileError when the file is no run state of ours or is damaged.
RunState loadRunState(const std::string &path);

}  // namespace everyword
