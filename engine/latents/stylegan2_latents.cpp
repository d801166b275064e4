// The latents of a StyleGAN2: W+, a vector for each layer, and style space, the scales of each
// layer's channels (Wu et al. 2021), of which those of the to-RGB layers stay as they are.
#include <ATen/ATen.h>

#include "engine/api/errors.h"
#include "engine/core/check_shape.h"
#include "engine/latents/latent_space.h"
#include "engine/models/stylegan2/stylegan2_model.h"

namespace everyword {

namespace {

constexpr std::int64_t kMeanOf = 4096;  ///< latents, as published

/// The centre of the truncation: the file's own, or the mean of the published number of latents.
at::Tensor meanOf(const StyleGan2Model &model) {
  const at::NoGradGuard noGraph;
  if (model.storedMeanLatent().defined()) {
    return model.storedMeanLatent();
  }
  Rng rng(0);
  return model.meanLatent(rng.normalTensor({kMeanOf, model.config().styleDim}));
}

class StyleGan2Latents : public LatentSpace {
 public:
  explicit StyleGan2Latents(const StyleGan2Model &model) : model_(model), mean_(meanOf(model)) {}

  PictureSize pictureSize(const StartPoint & /*start*/) const override {
    const auto side = static_cast<int>(model_.config().size);
    return {side, side};
  }

 protected:
  /// W+ of a random face, the same vector in every row, or of two faces mixed; or where a
  /// picture was found (run/picture_projection.h).
  at::Tensor startWPlus(const StartPoint &start, Rng &rng) const {
    const at::NoGradGuard noGraph;
    if (start.kind == Start::Picture) {
      return foundWPlus(start.latent);
    }
    const at::Tensor face = randomFace(start.truncation, rng);
    if (start.mixSeed < 0) {
      return face;
    }
    const std::int64_t rows = model_.config().latentRows();
    if (start.mixFrom >= rows) {
      throw InputError("there is no layer " + std::to_string(start.mixFrom) +
                           " to mix the second face from, this StyleGAN2 has " +
                           std::to_string(rows),
                       "mix from a layer between 0 and " + std::to_string(rows - 1));
    }
    Rng second(static_cast<std::uint64_t>(start.mixSeed));
    const at::Tensor other = randomFace(start.truncation, second);
    return at::cat(
        {face.narrow(1, 0, start.mixFrom), other.narrow(1, start.mixFrom, rows - start.mixFrom)},
        1);
  }

  const StyleGan2Model &model_;

 private:
  at::Tensor randomFace(double truncation, Rng &rng) const {
    const at::Tensor z = rng.normalTensor({1, model_.config().styleDim}).to(mean_.device());
    return model_.repeatLatent(truncateLatent(model_.mapLatent(z), mean_, truncation));
  }

  at::Tensor foundWPlus(const LatentPtr &latent) const {
    if (!latent || latent->space != "stylegan2_w_plus" || latent->parts.size() != 1) {
      throw Error("the picture was not looked for in the latent");
    }
    const Latent::Part &part = latent->parts[0];
    const at::Tensor wPlus = at::tensor(at::ArrayRef<float>(part.values)).view(part.shape);
    checkShape(wPlus, {1, model_.config().latentRows(), model_.config().styleDim},
               "latent of a picture");
    return wPlus.to(mean_.device());
  }

  at::Tensor mean_;  ///< [1, styleDim]
};

class WPlus final : public StyleGan2Latents {
 public:
  using StyleGan2Latents::StyleGan2Latents;

  PictureSize pictureSizeOf(std::span<const at::Tensor> latent) const override {
    if (latent.size() != 1) {
      throw ShapeError("latent of a StyleGAN2: expected one tensor, got " +
                       std::to_string(latent.size()));
    }
    checkShape(latent[0], {1, model_.config().latentRows(), model_.config().styleDim},
               "latent of a StyleGAN2");
    return pictureSize({});
  }

  std::vector<at::Tensor> start(const StartPoint &start, Rng &rng) const override {
    return {startWPlus(start, rng).contiguous()};
  }

  at::Tensor decode(std::span<const at::Tensor> latent,
                    const ForwardOptions & /*options*/) const override {
    return (model_.synthesise(latent[0]) + 1) / 2;
  }
};

class Styles final : public StyleGan2Latents {
 public:
  using StyleGan2Latents::StyleGan2Latents;

  PictureSize pictureSizeOf(std::span<const at::Tensor> latent) const override {
    if (latent.size() != model_.config().styleVectors()) {
      throw ShapeError("styles of a StyleGAN2: expected " +
                       std::to_string(model_.config().styleVectors()) + " tensors, got " +
                       std::to_string(latent.size()));
    }
    for (std::size_t i = 0; i < latent.size(); ++i) {
      checkShape(latent[i], {1, model_.config().styleWidth(i)}, "styles of a StyleGAN2");
    }
    return pictureSize({});
  }

  std::vector<at::Tensor> start(const StartPoint &start, Rng &rng) const override {
    const at::NoGradGuard noGraph;
    std::vector<at::Tensor> styles = model_.stylesOf(startWPlus(start, rng));
    for (at::Tensor &style : styles) {
      style = style.contiguous();
    }
    return styles;
  }

  at::Tensor decode(std::span<const at::Tensor> latent,
                    const ForwardOptions & /*options*/) const override {
    std::vector<at::Tensor> styles(latent.begin(), latent.end());
    for (std::size_t i = 0; i < styles.size(); ++i) {
      // The leaf stays in the graph, with a gradient of zero.
      styles[i] = StyleGan2Config::isRgbStyle(i) ? styles[i].detach() + 0 * styles[i] : styles[i];
    }
    return (model_.synthesiseStyles(styles) + 1) / 2;
  }
};

}  // namespace

std::unique_ptr<LatentSpace> makeStyleGan2WPlus(const LoadedModels &models) {
  return std::make_unique<WPlus>(models.get<StyleGan2Model>("stylegan2"));
}

std::unique_ptr<LatentSpace> makeStyleGan2Styles(const LoadedModels &models) {
  return std::make_unique<Styles>(models.get<StyleGan2Model>("stylegan2"));
}

}  // namespace everyword
