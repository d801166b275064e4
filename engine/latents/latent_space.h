#pragma once

#include <ATen/core/Tensor.h>

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "engine/api/run_request.h"
#include "engine/core/rng.h"
#include "engine/models/loaded_models.h"

namespace everyword {

struct PictureSize {
  int width = 0, height = 0;  ///< pixels
};

/// What the optimiser moves, and how it becomes a picture. A latent is a list of float32 tensors
/// (leaves), all moved with the same learning rate. Holds a reference to its generator and what can
/// be computed once from its weights; thread-safe.
class LatentSpace {
 public:
  virtual ~LatentSpace() = default;

  std::string id;  ///< its row of the table; set by makeLatentSpace

  /// The size that the generator makes of the one asked for. Throws InputError when that is too
  /// small for it.
  virtual PictureSize pictureSize(const StartPoint &start) const = 0;
  /// The size of the picture of a latent that was saved. Throws ShapeError when it belongs to
  /// another generator.
  virtual PictureSize pictureSizeOf(std::span<const at::Tensor> latent) const = 0;

  /// The latent before the first step, on the generator's device; `start` is one of the space's
  /// own kinds (EarlierRun is none: run/start_latent.h). Of Search it is what the search fills: the
  /// plain ground of a latent with places, any random start of another. Throws FileError when the
  /// start picture cannot be read, InputError for what the generator does not have.
  virtual std::vector<at::Tensor> start(const StartPoint &start, Rng &rng) const = 0;
  /// [1,3,H,W] in [0,1]; differentiable in every leaf.
  virtual at::Tensor decode(std::span<const at::Tensor> latent,
                            const ForwardOptions &options = {}) const = 0;
  /// Moves a latent back into the range that the generator knows; after each step, without graph.
  virtual void constrain(std::span<at::Tensor> /*latent*/) const {}

  // A start by search (run/start_search.h).

  /// The cells of a latent that lie in a box: [1,1,rows,columns] bool on the latent's device, at
  /// least one true. Undefined where no part of the latent is a place in the picture.
  virtual at::Tensor cellsOf(const Box & /*box*/, std::span<const at::Tensor> /*latent*/) const {
    return {};
  }
  /// Draws something for these cells alone, in place; of a latent with places.
  virtual void fill(std::span<at::Tensor> /*latent*/, const at::Tensor & /*cells*/,
                    Rng & /*rng*/) const {}
  /// A random start of a latent without places, as decodeTried takes it.
  virtual std::vector<at::Tensor> tried(const StartPoint &start, Rng &rng) const {
    return this->start(start, rng);
  }
  /// Several tried starts at once: leaves [B,...] -> [B,3,H,W] in [0,1].
  virtual at::Tensor decodeTried(std::span<const at::Tensor> starts) const {
    return decode(starts);
  }
  /// The latent that a run of a space without places goes on from: of the best
  /// StartPoint::searchKept starts, the best first, with their losses.
  virtual std::vector<at::Tensor> fromBest(const std::vector<std::vector<at::Tensor>> &best,
                                           const std::vector<double> & /*losses*/) const {
    return best.front();
  }
};

/// A row of the table in latent_spaces.cpp.
struct LatentSpaceEntry {
  std::string id;             ///< "vqgan_codes"; what a mode names
  std::string role;           ///< of the generator among LoadedModels
  std::vector<Start> starts;  ///< the kinds of StartPoint that it makes itself
  std::unique_ptr<LatentSpace> (*make)(const LoadedModels &models);
  bool smallStepsInOneThread = false;  ///< two threads gain nothing there (measured)
};

const std::vector<LatentSpaceEntry> &latentSpaces();

/// Throws Error when there is no such row or its generator is not loaded.
std::shared_ptr<const LatentSpace> makeLatentSpace(const std::string &id,
                                                   const LoadedModels &models);

/// The kinds of StartPoint that a run in a latent space can have: its own, EarlierRun and Search.
std::vector<Start> startsOf(const std::string &id);

/// The role of the generator that a latent space belongs to. Throws Error when there is no such
/// row.
const std::string &generatorOf(const std::string &id);

/// Whether a step of few numbers in this space is computed whole in one thread.
bool smallStepsInOneThread(const std::string &id);

/// Throws InputError when the space has no such start.
void requireStart(const std::string &id, Start kind);

// One function a row, each in its own file.
std::unique_ptr<LatentSpace> makeVqganCodes(const LoadedModels &models);
std::unique_ptr<LatentSpace> makeBigGanZ(const LoadedModels &models);
std::unique_ptr<LatentSpace> makeBigGanBasis(const LoadedModels &models);
std::unique_ptr<LatentSpace> makeStyleGan2WPlus(const LoadedModels &models);
std::unique_ptr<LatentSpace> makeStyleGan2Styles(const LoadedModels &models);

}  // namespace everyword
