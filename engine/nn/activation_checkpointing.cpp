#include "engine/nn/activation_checkpointing.h"

#include <ATen/ATen.h>
#include <ATen/autocast_mode.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/custom_function.h>

#include <memory>

#include "engine/core/precision.h"

namespace everyword {

namespace {

using Block = std::function<at::Tensor(const at::Tensor &)>;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

/// The block and the precision it ran in, as something that an autograd context can hold.
struct Held : torch::CustomClassHolder {
  Held(Block b, bool reducedPrecision) : block(std::move(b)), reduced(reducedPrecision) {}
  Block block;
  bool reduced;
};

struct Checkpointed : torch::autograd::Function<Checkpointed> {
  static at::Tensor forward(AutogradContext *context, const at::Tensor &x, const Block &block) {
    context->save_for_backward({x});
    const bool reduced = at::autocast::is_autocast_enabled(x.device().type());
    context->saved_data["block"] =
        c10::IValue::make_capsule(c10::make_intrusive<Held>(block, reduced));
    return block(x);
  }

  static variable_list backward(AutogradContext *context, variable_list gradients) {
    const auto held =
        c10::static_intrusive_pointer_cast<Held>(context->saved_data["block"].toCapsule());
    const at::AutoGradMode withGraph(true);
    const at::Tensor x = context->get_saved_variables()[0].detach().requires_grad_();
    at::Tensor y;
    {
      const ReducedPrecision precision(held->reduced ? Precision::Bf16 : Precision::Fp32,
                                       x.device());
      y = held->block(x);
    }
    return {torch::autograd::grad({y}, {x}, {gradients[0]})[0], at::Tensor()};
  }
};

}  // namespace

at::Tensor checkpointIf(bool active, const Block &block, const at::Tensor &x) {
  if (!active || !at::GradMode::is_enabled() || !x.requires_grad()) {
    return block(x);
  }
  return Checkpointed::apply(x, block);
}

}  // namespace everyword
