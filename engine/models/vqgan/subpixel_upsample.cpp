#include "engine/models/vqgan/subpixel_upsample.h"

#include <torch/csrc/autograd/custom_function.h>

#include "engine/models/vqgan/vqgan_layers.h"

namespace everyword::vqgan {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

/// Calls use(phase of `fine`, its place in `coarse`) for the four phases. A pixel (2i + a, 2j + b)
/// of `fine` [B, O, 2H, 2W] lies at (i + a, j + b) among the channels of phase 2a + b of `coarse`
/// [B, 4 O, H + 1, W + 1].
template <typename Use>
void forEachPhase(const at::Tensor &fine, const at::Tensor &coarse, Use use) {
  const auto channels = fine.size(1), height = fine.size(2) / 2, width = fine.size(3) / 2;
  for (std::int64_t a = 0; a < 2; ++a) {
    for (std::int64_t b = 0; b < 2; ++b) {
      const at::Tensor part = coarse.narrow(1, (2 * a + b) * channels, channels)
                                  .narrow(2, a, height)
                                  .narrow(3, b, width);
      use(fine.slice(2, a, std::nullopt, 2).slice(3, b, std::nullopt, 2), part);
    }
  }
}

at::MemoryFormat layoutOf(const at::Tensor &x) {
  return x.is_cpu() ? at::MemoryFormat::ChannelsLast : at::MemoryFormat::Contiguous;
}

struct Upsampling : torch::autograd::Function<Upsampling> {
  static at::Tensor forward(AutogradContext *context, const at::Tensor &x, const at::Tensor &weight,
                            const at::Tensor &bias, const at::Tensor &adjoint) {
    context->save_for_backward({adjoint});
    const at::Tensor coarse = at::conv2d(x, weight, bias, 1, 1);
    at::Tensor fine = at::empty({x.size(0), weight.size(0) / 4, 2 * x.size(2), 2 * x.size(3)},
                                coarse.options().memory_format(layoutOf(x)));
    forEachPhase(fine, coarse,
                 [](at::Tensor pixels, const at::Tensor &part) { pixels.copy_(part); });
    return fine;
  }

  static variable_list backward(AutogradContext *context, variable_list gradients) {
    const at::Tensor adjoint = context->get_saved_variables()[0];
    const at::Tensor &fine = gradients[0];
    at::Tensor coarse =
        at::empty({fine.size(0), 4 * fine.size(1), fine.size(2) / 2 + 1, fine.size(3) / 2 + 1},
                  fine.options().memory_format(layoutOf(fine)))
            .zero_();
    forEachPhase(fine, coarse,
                 [](const at::Tensor &pixels, at::Tensor part) { part.copy_(pixels); });
    // The gradient may come in reduced precision.
    return {at::conv2d(coarse, adjoint.to(coarse.scalar_type())), at::Tensor(), at::Tensor(),
            at::Tensor()};
  }
};

}  // namespace

SubpixelUpsample::SubpixelUpsample(const at::Tensor &weight, const at::Tensor &bias) {
  if (weight.is_meta()) {
    return;  // a checkpoint that is checked, not loaded
  }
  // Rows of the 3x3 kernel that meet the upper and the lower of the two cells, for the first and
  // the second pixel of a cell.
  const at::Tensor rows =
      at::tensor({1.f, 0.f, 0.f, 0.f, 1.f, 1.f, 1.f, 1.f, 0.f, 0.f, 0.f, 1.f}, weight.options())
          .reshape({2, 2, 3});
  const at::Tensor kernels = at::einsum("aru,bsv,oiuv->aboirs", {rows, rows, weight})
                                 .reshape({4 * weight.size(0), weight.size(1), 2, 2});
  forward_ = inConvolutionLayout(kernels);
  backward_ = inConvolutionLayout(kernels.flip({2, 3}).transpose(0, 1));
  bias_ = bias.repeat({4});
}

at::Tensor SubpixelUpsample::operator()(const at::Tensor &x) const {
  return Upsampling::apply(x, forward_, bias_, backward_);
}

}  // namespace everyword::vqgan
