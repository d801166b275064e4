// The latent of a VQGAN: one vector for each cell of the picture, quantised to a row of the
// codebook when it is decoded. It stays in the range of the codebook, channel by channel.
#include <ATen/ATen.h>

#include <algorithm>

#include "engine/api/errors.h"
#include "engine/core/check_shape.h"
#include "engine/latents/latent_space.h"
#include "engine/latents/start_picture.h"
#include "engine/models/vqgan/vqgan_model.h"

namespace everyword {

namespace {

class VqganCodes final : public LatentSpace {
 public:
  explicit VqganCodes(const VqganModel &vqgan)
      : vqgan_(vqgan),
        lowest_(vqgan.codebook().amin(0).view({1, -1, 1, 1})),
        highest_(vqgan.codebook().amax(0).view({1, -1, 1, 1})) {}

  PictureSize pictureSize(const StartPoint &start) const override {
    const PictureSize size{start.width / factor() * factor(), start.height / factor() * factor()};
    if (size.width == 0 || size.height == 0) {
      throw InputError(
          "a picture of " + std::to_string(start.width) + " x " + std::to_string(start.height) +
              " pixels is too small for this generator",
          "it needs at least " + std::to_string(factor()) + " x " + std::to_string(factor()));
    }
    return size;
  }

  PictureSize pictureSizeOf(std::span<const at::Tensor> latent) const override {
    if (latent.size() != 1) {
      throw ShapeError("latent of a VQGAN: expected one tensor, got " +
                       std::to_string(latent.size()));
    }
    checkShape(latent[0], {1, vqgan_.config().embedDim, kAny, kAny}, "latent of a VQGAN");
    return {static_cast<int>(latent[0].size(3)) * factor(),
            static_cast<int>(latent[0].size(2)) * factor()};
  }

  std::vector<at::Tensor> start(const StartPoint &start, Rng &rng) const override {
    const at::NoGradGuard noGraph;
    const VqganConfig &config = vqgan_.config();
    const PictureSize size = pictureSize(start);
    const std::int64_t rows = size.height / factor(), columns = size.width / factor();
    const c10::Device device = vqgan_.codebook().device();
    switch (start.kind) {
      case Start::Noise:
        return {rng.uniformTensor({1, config.embedDim, rows, columns}, 0.0, 2.0).to(device)};
      case Start::Codes: {
        const at::Tensor indices =
            at::randint(config.codes, {1, rows, columns}, rng.generator(), at::kLong);
        return {vqgan_.latentFromCodes(indices.to(device)).contiguous()};
      }
      default: {
        const at::Tensor picture = startPicture(start, size.width, size.height).to(device);
        return {vqgan_.encode(picture * 2 - 1).contiguous()};
      }
    }
  }

  at::Tensor decode(std::span<const at::Tensor> latent,
                    const ForwardOptions &options) const override {
    return vqgan_.synth(latent[0], options);
  }

  void constrain(std::span<at::Tensor> latent) const override {
    latent[0] = latent[0].maximum(lowest_).minimum(highest_).contiguous();
  }

  /// The cells that a box covers to nearly half or more.
  at::Tensor cellsOf(const Box &box, std::span<const at::Tensor> latent) const override {
    const at::Tensor covered = at::outer(coveredShare(box.y, box.height, latent[0].size(2)),
                                         coveredShare(box.x, box.width, latent[0].size(3)));
    const double least = std::min(kCovered, covered.max().item<double>());
    return covered.ge(least).view({1, 1, covered.size(0), covered.size(1)}).to(latent[0].device());
  }

  /// One code of the codebook in all of the cells: what stands in a box of a picture is one thing.
  void fill(std::span<at::Tensor> latent, const at::Tensor &cells, Rng &rng) const override {
    const at::Tensor code = vqgan_.codebook()[rng.below(vqgan_.config().codes)];
    latent[0] = at::where(cells, code.view({1, -1, 1, 1}), latent[0]).contiguous();
  }

 private:
  static constexpr double kCovered = 0.45;

  /// [cells] share of each cell of a side that lies between `from` and `from + length`.
  static at::Tensor coveredShare(double from, double length, std::int64_t cells) {
    const at::Tensor begin = at::arange(cells, at::kDouble) / cells;
    const at::Tensor end = begin + 1.0 / static_cast<double>(cells);
    return (end.clamp_max(from + length) - begin.clamp_min(from)).clamp_min(0) * cells;
  }

  int factor() const { return static_cast<int>(vqgan_.config().factor()); }

  const VqganModel &vqgan_;
  at::Tensor lowest_, highest_;  ///< [1, embedDim, 1, 1]: least and largest value of each channel
};

}  // namespace

std::unique_ptr<LatentSpace> makeVqganCodes(const LoadedModels &models) {
  return std::make_unique<VqganCodes>(models.get<VqganModel>("vqgan"));
}

}  // namespace everyword
