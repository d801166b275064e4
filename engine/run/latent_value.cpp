#include "engine/run/latent_value.h"

#include <ATen/ATen.h>

#include "engine/api/errors.h"

namespace everyword {

LatentPtr latentOf(const std::vector<at::Tensor> &leaves, const std::string &space) {
  auto latent = std::make_shared<Latent>();
  latent->space = space;
  for (const at::Tensor &leaf : leaves) {
    const at::Tensor values = leaf.detach().to(at::kCPU, at::kFloat).contiguous();
    const float *first = values.const_data_ptr<float>();
    latent->parts.push_back({values.sizes().vec(), {first, first + values.numel()}});
  }
  return latent;
}

std::vector<at::Tensor> leavesOf(const Latent &latent) {
  constexpr std::size_t kMostDimensions = 8;
  std::vector<at::Tensor> leaves;
  for (const Latent::Part &part : latent.parts) {
    std::size_t left = part.values.size();
    bool fills = left > 0 && part.shape.size() <= kMostDimensions;
    for (const std::int64_t side : part.shape) {
      fills = fills && side > 0 && left % static_cast<std::size_t>(side) == 0;
      left = fills ? left / static_cast<std::size_t>(side) : 0;
    }
    if (!fills || left != 1) {
      throw InputError("the latent of the earlier run has another shape than its values");
    }
    leaves.push_back(at::tensor(part.values).view(part.shape));
    if (!at::isfinite(leaves.back()).all().item<bool>()) {
      throw InputError("the latent of the earlier run holds a value that is no number");
    }
  }
  return leaves;
}

}  // namespace everyword
