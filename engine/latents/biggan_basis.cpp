// FuseDream's latent of a BigGAN: not one z and class embedding but the best few of a search, and
// how they are mixed. Leaves, as the published optimiser lists them: the weights of z [K,Z] and of
// the class embedding [K,Y], the class embeddings [K,Y], and z [K,Z], which stays where the
// generator was trained. A start that is tried is a basis of one.
#include "engine/latents/biggan_basis.h"

#include <ATen/ATen.h>

#include <algorithm>

#include "engine/api/errors.h"
#include "engine/core/check_shape.h"
#include "engine/latents/latent_space.h"
#include "engine/models/biggan/biggan_model.h"

namespace everyword {

at::Tensor mixtureOf(const at::Tensor &weights, const at::Tensor &basis) {
  return (at::softmax(weights, 0) * basis).sum(0, /*keepdim=*/true);
}

namespace {

enum Leaf : std::size_t { WeightsOfZ, WeightsOfY, Y, Z, kLeaves };

class BigGanBasis final : public LatentSpace {
 public:
  explicit BigGanBasis(const BigGanModel &model) : model_(model) {}

  PictureSize pictureSize(const StartPoint & /*start*/) const override {
    const auto side = static_cast<int>(model_.config().resolution);
    return {side, side};
  }

  PictureSize pictureSizeOf(std::span<const at::Tensor> latent) const override {
    if (latent.size() != kLeaves || latent[Z].dim() != 2) {
      throw ShapeError("basis of a BigGAN: expected four matrices, got " +
                       std::to_string(latent.size()) + " tensors");
    }
    const std::int64_t kept = latent[Z].size(0);
    const BigGanConfig &config = model_.config();
    for (const Leaf leaf : {WeightsOfZ, Z}) {
      checkShape(latent[leaf], {kept, config.latentDim()}, "basis of a BigGAN");
    }
    for (const Leaf leaf : {WeightsOfY, Y}) {
      checkShape(latent[leaf], {kept, config.sharedDim}, "class embeddings of a BigGAN's basis");
    }
    return pictureSize({});
  }

  /// As many random starts as a search keeps.
  std::vector<at::Tensor> start(const StartPoint &start, Rng &rng) const override {
    std::vector<std::vector<at::Tensor>> some;
    const int kept = std::max(1, std::min(start.searchKept, start.searchStarts));
    for (int i = 0; i < kept; ++i) {
      some.push_back(tried(start, rng));
    }
    return together(some);
  }

  at::Tensor decode(std::span<const at::Tensor> latent,
                    const ForwardOptions & /*options*/) const override {
    return (model_.generate(mixtureOf(latent[WeightsOfZ], latent[Z]),
                            mixtureOf(latent[WeightsOfY], latent[Y])) +
            1) /
           2;
  }

  void constrain(std::span<at::Tensor> latent) const override {
    latent[Z] = latent[Z].clamp(-kLargestBigGanZ, kLargestBigGanZ);
  }

  std::vector<at::Tensor> tried(const StartPoint &start, Rng &rng) const override {
    const at::NoGradGuard noGraph;
    const BigGanConfig &config = model_.config();
    const at::Tensor z =
        start.truncation *
        rng.normalTensor({1, config.latentDim()}).clamp(-kLargestBigGanZ, kLargestBigGanZ);
    const at::Tensor one = at::full({1}, rng.below(config.classes), at::kLong);
    const at::Tensor y = model_.classEmbedding(one);
    const at::Tensor ofZ = rng.normalTensor({1, config.latentDim()});
    const at::Tensor ofY = rng.normalTensor({1, config.sharedDim});
    return {ofZ.to(y.device()), ofY.to(y.device()), y, z.to(y.device())};
  }

  at::Tensor decodeTried(std::span<const at::Tensor> starts) const override {
    return (model_.generate(starts[Z], starts[Y]) + 1) / 2;
  }

  std::vector<at::Tensor> fromBest(const std::vector<std::vector<at::Tensor>> &best,
                                   const std::vector<double> & /*losses*/) const override {
    return together(best);
  }

 private:
  static std::vector<at::Tensor> together(const std::vector<std::vector<at::Tensor>> &starts) {
    std::vector<at::Tensor> leaves;
    for (std::size_t leaf = 0; leaf < kLeaves; ++leaf) {
      std::vector<at::Tensor> rows;
      for (const std::vector<at::Tensor> &start : starts) {
        rows.push_back(start.at(leaf));
      }
      leaves.push_back(at::cat(rows).contiguous());
    }
    return leaves;
  }

  const BigGanModel &model_;
};

}  // namespace

std::unique_ptr<LatentSpace> makeBigGanBasis(const LoadedModels &models) {
  return std::make_unique<BigGanBasis>(models.get<BigGanModel>("biggan"));
}

}  // namespace everyword
