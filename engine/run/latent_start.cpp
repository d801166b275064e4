#include "engine/run/latent_start.h"

#include <ATen/ATen.h>

#include <string>

#include "engine/api/errors.h"
#include "engine/api/exporting.h"
#include "engine/core/tensor_frame.h"

namespace everyword {

namespace {

/// "#rrggbb" -> [1,3,1,1] in [0,1].
at::Tensor colourTensor(const std::string &colour) {
  std::vector<float> channels;
  for (int i = 0; i < 3; ++i) {
    channels.push_back(static_cast<float>(std::stoi(
                           colour.substr(1 + 2 * static_cast<std::size_t>(i), 2), nullptr, 16)) /
                       255.0F);
  }
  return at::tensor(channels).view({1, 3, 1, 1});
}

at::Tensor pictureTensor(const RunRequest &request, int width, int height) {
  const FramePtr frame = request.start.kind == Start::EarlierFrame && request.start.frame
                             ? request.start.frame
                             : readPicture(request.start.picture);
  // Without a low-pass filter fine detail would turn into patterns that the picture does not have.
  return frame->width > width || frame->height > height
             ? resizedFromFrame(*frame, height, width)
             : at::upsample_bilinear2d(tensorFromFrame(*frame), {height, width},
                                       /*align_corners=*/false);
}

at::Tensor startPicture(const RunRequest &request, int width, int height) {
  if (request.start.kind == Start::Plain) {
    return colourTensor(request.start.colour).expand({1, 3, height, width});
  }
  if (request.start.kind == Start::TwoColours) {
    const int horizon = height / 2;
    return at::cat({colourTensor(request.start.colour).expand({1, 3, horizon, width}),
                    colourTensor(request.start.colour2).expand({1, 3, height - horizon, width})},
                   /*dim=*/2);
  }
  return pictureTensor(request, width, height);
}

}  // namespace

at::Tensor startLatent(const RunRequest &request, const VqganModel &vqgan, int width, int height,
                       Rng &rng) {
  const at::NoGradGuard noGraph;
  const VqganConfig &config = vqgan.config();
  const std::int64_t rows = height / config.factor();
  const std::int64_t columns = width / config.factor();
  const c10::Device device = vqgan.codebook().device();
  switch (request.start.kind) {
    case Start::Noise:
      return rng.uniformTensor({1, config.embedDim, rows, columns}, 0.0, 2.0).to(device);
    case Start::Codes: {
      const at::Tensor indices =
          at::randint(config.codes, {1, rows, columns}, rng.generator(), at::kLong);
      return vqgan.latentFromCodes(indices.to(device)).contiguous();
    }
    default:
      return vqgan.encode(startPicture(request, width, height).to(device) * 2 - 1).contiguous();
  }
}

LatentRange codebookRange(const VqganModel &vqgan) {
  const at::Tensor &codebook = vqgan.codebook();
  return {codebook.amin(0).view({1, -1, 1, 1}), codebook.amax(0).view({1, -1, 1, 1})};
}

}  // namespace everyword
