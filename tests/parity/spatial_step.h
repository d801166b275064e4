#pragma once

#include <ATen/ATen.h>

#include <memory>
#include <string>
#include <vector>

#include "engine/augment/cutouts.h"
#include "engine/guidance/guidance_loss.h"
#include "engine/models/clip/clip_model.h"
#include "engine/models/vqgan/vqgan_model.h"
#include "tests/support/fixture.h"

namespace everyword {

/// One of the `spatial` fixtures with its models: the published layout task on a tiny VQGAN and a
/// seeded CLIP.
class SpatialStep {
 public:
  /// Computes in `type`.
  explicit SpatialStep(const Fixture &golden, c10::ScalarType type = c10::kFloat);

  const Fixture &golden() const { return golden_; }
  const VqganModel &vqgan() const { return *vqgan_; }
  const ClipModel &clip() const { return *clip_; }
  const std::shared_ptr<const ClipModel> &clipPointer() const { return clip_; }
  const std::shared_ptr<const VqganModel> &vqganPointer() const { return vqgan_; }

  RunRequest request;    ///< as published, with the fixture's boxes
  at::Tensor masks;      ///< [P,H,W], on the generator's grid
  at::Tensor areaShare;  ///< [P], on the unrounded canvas
  at::Tensor phrases;    ///< [P,D] unit length

  /// The copies of `picture` before the noise. The fixed augmentation where the fixture has one,
  /// none otherwise.
  Cutouts view(const at::Tensor &picture) const;
  /// `view` with the fixture's noise, one for each copy.
  Cutouts noisy(const Cutouts &view) const;

  StepInputs inputs(const at::Tensor &picture, const Cutouts &copies) const;
  /// The latent that the fixture starts from.
  at::Tensor start() const { return golden_.in("z", type_); }

  /// Without augmentation and noise, as a run without them has it?
  bool isPlain() const { return !golden_.has("in.theta") && !golden_.has("in.noise"); }

  /// From latent to inputs in one go.
  StepInputs inputsAt(const at::Tensor &latent) const;

 private:
  Fixture golden_;
  c10::ScalarType type_;
  std::shared_ptr<const ClipModel> clip_;
  std::shared_ptr<const VqganModel> vqgan_;
};

/// The sum of all rows of the table that apply.
at::Tensor objective(const StepInputs &inputs, const RunRequest &request);

/// The objective of each phrase alone, [P].
at::Tensor objectiveOfEach(const StepInputs &inputs, const RunRequest &request);

}  // namespace everyword
