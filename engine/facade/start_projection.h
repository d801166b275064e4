#pragma once

#include <ATen/core/Tensor.h>

#include <list>
#include <memory>

#include "engine/api/run_control.h"
#include "engine/api/run_observer.h"
#include "engine/run/picture_projection.h"
#include "engine/run/prepared_run.h"

namespace everyword {

/// Looks for start pictures in the latent of a generator that has no encoder. The last few are
/// remembered: several runs of one start pay once.
class StartProjection {
 public:
  /// Puts the latent into `request.start` when it names a picture and the generator is a StyleGAN2,
  /// and a sentence into the warnings when the picture was only found roughly. The observer sees it
  /// come nearer. When `control` stops it, the nearest so far is taken. Throws FileError when the
  /// picture cannot be read.
  void find(RunRequest &request, PreparedRun &prepared, RunObserver &observer, RunControl &control);

 private:
  struct Found {
    at::Tensor picture;
    ProjectionSettings settings;
    std::weak_ptr<const Model> generator, clip;
    Projection projection;
  };

  Projection lookFor(const at::Tensor &picture, const RunRequest &request,
                     const LoadedModels &models, RunObserver &observer, RunControl &control);

  std::list<Found> found_;  ///< the last one first
};

}  // namespace everyword
