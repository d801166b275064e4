// The latent of a BigGAN: z, and beside it the class embedding, which may leave the classes and
// become a mixture of several (FuseDream). z stays where the generator was trained.
#include <ATen/ATen.h>

#include "engine/api/errors.h"
#include "engine/core/check_shape.h"
#include "engine/latents/latent_space.h"
#include "engine/models/biggan/biggan_model.h"

namespace everyword {

namespace {

class BigGanZ final : public LatentSpace {
 public:
  explicit BigGanZ(const BigGanModel &model) : model_(model) {}

  PictureSize pictureSize(const StartPoint & /*start*/) const override {
    const auto side = static_cast<int>(model_.config().resolution);
    return {side, side};
  }

  PictureSize pictureSizeOf(std::span<const at::Tensor> latent) const override {
    if (latent.size() != 2) {
      throw ShapeError("latent of a BigGAN: expected two tensors, got " +
                       std::to_string(latent.size()));
    }
    checkShape(latent[0], {1, model_.config().latentDim()}, "latent of a BigGAN");
    checkShape(latent[1], {1, model_.config().sharedDim}, "class embedding of a BigGAN");
    return pictureSize({});
  }

  /// A random z and the embedding of a random class.
  std::vector<at::Tensor> start(const StartPoint & /*start*/, Rng &rng) const override {
    const at::NoGradGuard noGraph;
    const auto z =
        rng.normalTensor({1, model_.config().latentDim()}).clamp(-kLargestBigGanZ, kLargestBigGanZ);
    const auto one = at::full({1}, rng.below(model_.config().classes), at::kLong);
    const at::Tensor y = model_.classEmbedding(one);
    return {z.to(y.device()), y};
  }

  at::Tensor decode(std::span<const at::Tensor> latent,
                    const ForwardOptions & /*options*/) const override {
    return (model_.generate(latent[0], latent[1]) + 1) / 2;
  }

  void constrain(std::span<at::Tensor> latent) const override {
    latent[0] = latent[0].clamp(-kLargestBigGanZ, kLargestBigGanZ);
  }

 private:
  const BigGanModel &model_;
};

}  // namespace

std::unique_ptr<LatentSpace> makeBigGanZ(const LoadedModels &models) {
  return std::make_unique<BigGanZ>(models.get<BigGanModel>("biggan"));
}

}  // namespace everyword
