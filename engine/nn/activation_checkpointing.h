#pragma once

#include <ATen/core/Tensor.h>

#include <functional>

namespace everyword {

/// block(x). Where `active` and something asks for a gradient, only `x` is kept for the backward
/// pass, which computes the block once more: much less memory, one more forward pass, the same
/// numbers to the last bit (Chen et al. 2016, "Training deep nets with sublinear memory cost").
/// `block` has no other input that requires gradients, and holds by value what it needs: it runs
/// again in the backward pass, with the precision of the first time.
at::Tensor checkpointIf(bool active, const std::function<at::Tensor(const at::Tensor &)> &block,
                        const at::Tensor &x);

}  // namespace everyword
