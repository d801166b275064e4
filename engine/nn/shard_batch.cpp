#include "engine/nn/shard_batch.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/csrc/autograd/graph_task.h>

#include <vector>

#include "engine/api/errors.h"
#include "engine/nn/in_threads.h"

namespace everyword {

namespace {

using Block = std::function<at::Tensor(const at::Tensor &)>;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

/// The graphs of the pieces, as something that an autograd context can hold.
struct Pieces : torch::CustomClassHolder {
  std::vector<at::Tensor> inputs, outputs;
};

struct Shared : torch::autograd::Function<Shared> {
  static at::Tensor forward(AutogradContext *context, const at::Tensor &x, const Block &block,
                            std::int64_t count) {
    const auto pieces = c10::make_intrusive<Pieces>();
    for (const at::Tensor &piece : x.detach().chunk(count)) {
      pieces->inputs.push_back(piece.detach().requires_grad_());
    }
    pieces->outputs.resize(pieces->inputs.size());
    inThreads(pieces->inputs.size(), [&](std::size_t i) {
      const at::AutoGradMode withGraph(true);
      pieces->outputs[i] = block(pieces->inputs[i]);
    });
    context->saved_data["pieces"] = c10::IValue::make_capsule(pieces);
    return at::cat(pieces->outputs).detach();
  }

  static variable_list backward(AutogradContext *context, variable_list gradients) {
    if (gradients[0].requires_grad() && at::GradMode::is_enabled()) {
      throw Error("a batch that is sharded among threads has no second derivative");
    }
    const auto pieces =
        c10::static_intrusive_pointer_cast<Pieces>(context->saved_data["pieces"].toCapsule());
    const auto above = gradients[0].chunk(static_cast<std::int64_t>(pieces->inputs.size()));
    const bool again = torch::autograd::get_current_graph_task_keep_graph();
    const std::int64_t share = pieces->inputs[0].size(0);
    auto size = pieces->inputs[0].sizes().vec();
    size[0] = gradients[0].size(0);
    const at::Tensor whole = at::empty(size, pieces->inputs[0].options().requires_grad(false));
    inThreads(above.size(), [&](std::size_t i) {
      whole.narrow(0, static_cast<std::int64_t>(i) * share, share)
          .copy_(torch::autograd::grad({pieces->outputs[i]}, {pieces->inputs[i]}, {above[i]},
                                       again)[0]);
    });
    return {whole, at::Tensor(), at::Tensor()};
  }
};

}  // namespace

at::Tensor shardBatch(const Block &block, const at::Tensor &x) {
  const std::int64_t threads = at::get_num_threads();
  const bool shares = threads > 1 && x.size(0) % threads == 0;
  if (!x.is_cpu() || !shares || !at::GradMode::is_enabled() || !x.requires_grad()) {
    return block(x);
  }
  return Shared::apply(x, block, threads);
}

}  // namespace everyword
