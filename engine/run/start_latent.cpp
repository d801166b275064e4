#include "engine/run/start_latent.h"

#include <ATen/ATen.h>

#include "engine/api/errors.h"
#include "engine/run/latent_value.h"
#include "engine/run/run_checkpoint.h"

namespace everyword {

namespace {

/// Where the latent of an earlier run was found, and in which space it moved.
struct Found {
  std::vector<at::Tensor> leaves;
  std::string space;  ///< "": not known (a state of version 1)
};

Found findLatent(const StartPoint &start) {
  if (start.latent) {
    return {leavesOf(*start.latent), start.latent->space};
  }
  RunState state = loadRunState(start.state);
  return {std::move(state.latent), state.space};
}

std::string text(PictureSize size) {
  return std::to_string(size.width) + " x " + std::to_string(size.height);
}

std::vector<at::Tensor> earlierLatent(const StartPoint &start, const LatentSpace &space) {
  Found found = findLatent(start);
  if (!found.space.empty() && found.space != space.id) {
    throw InputError("the earlier run moved in the latent space '" + found.space.substr(0, 40) +
                         "', this one moves in '" + space.id + "'",
                     "choose the same mode and latent space");
  }
  PictureSize size;
  try {
    size = space.pictureSizeOf(found.leaves);
  } catch (const ShapeError &) {
    throw InputError("the latent of the earlier run does not fit this generator",
                     "use the model that it was made with");
  }
  const PictureSize asked = space.pictureSize(start);
  if (size.width != asked.width || size.height != asked.height) {
    throw InputError("the picture of the earlier run has " + text(size) +
                         " pixels, this one is to have " + text(asked),
                     "choose the same size");
  }
  return std::move(found.leaves);
}

}  // namespace

std::vector<at::Tensor> startLatent(const StartPoint &start, const LatentSpace &space, Rng &rng) {
  return start.kind == Start::EarlierRun ? earlierLatent(start, space) : space.start(start, rng);
}

}  // namespace everyword
