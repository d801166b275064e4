#include "engine/models/vqgan/vqgan_quantiser.h"

#include <torch/csrc/autograd/custom_function.h>

#include "engine/core/precision.h"

namespace everyword::vqgan {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

struct StraightThrough : torch::autograd::Function<StraightThrough> {
  static at::Tensor forward(AutogradContext *, const at::Tensor &, const at::Tensor &value) {
    return value.detach();
  }

  static variable_list backward(AutogradContext *, variable_list gradients) {
    return {gradients[0], at::Tensor()};
  }
};

struct ClampForDescent : torch::autograd::Function<ClampForDescent> {
  static at::Tensor forward(AutogradContext *context, const at::Tensor &input) {
    context->save_for_backward({input});
    return input.clamp(0, 1);
  }

  static variable_list backward(AutogradContext *context, variable_list gradients) {
    const at::Tensor input = context->get_saved_variables()[0];
    const at::Tensor &gradient = gradients[0];
    const at::Tensor excess = input - input.clamp(0, 1);
    return {gradient * (gradient * excess).ge(0)};
  }
};

}  // namespace

at::Tensor nearestCodes(const at::Tensor &latent, const at::Tensor &codebook) {
  const at::NoGradGuard noGrad;
  const FullPrecision full(latent.device());  // rounded distances would choose other codes
  const at::Tensor cells = latent.detach().permute({0, 2, 3, 1}).reshape({-1, latent.size(1)});
  // |z - e|^2 = |z|^2 + |e|^2 - 2 z.e; |z|^2 is the same for every row, so it does not change which
  // is nearest.
  const at::Tensor rowNorms = codebook.square().sum(1);
  const at::Tensor distances = at::addmm(rowNorms, cells, codebook.t(), 1, -2);
  return distances.argmin(1).reshape({latent.size(0), latent.size(2), latent.size(3)});
}

at::Tensor rowsAt(const at::Tensor &codebook, const at::Tensor &indices) {
  return codebook.index_select(0, indices.reshape({-1}))
      .reshape({indices.size(0), indices.size(1), indices.size(2), codebook.size(1)})
      .permute({0, 3, 1, 2});
}

at::Tensor straightThrough(const at::Tensor &latent, const at::Tensor &value) {
  return StraightThrough::apply(latent, value);
}

at::Tensor clampForDescent(const at::Tensor &input) { return ClampForDescent::apply(input); }

}  // namespace everyword::vqgan
