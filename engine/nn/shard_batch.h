#pragma once

#include <ATen/core/Tensor.h>

#include <functional>

namespace everyword {

/// block(x), x [B, ...] -> [B, ...], where `block` treats each of the B pictures alone. On a CPU
/// whose threads get equally many pictures, each thread takes its share through the whole block,
/// forwards and backwards: hundreds of small operations then need no thread to be woken and waited
/// for. Elsewhere, or where nothing asks for a gradient, plainly block(x).
///
/// The same numbers but for the order of sums within a product. `block` is called from several
/// threads at once, has no other input that requires gradients, and knows no second derivative
/// (everyword::Error).
at::Tensor shardBatch(const std::function<at::Tensor(const at::Tensor &)> &block,
                      const at::Tensor &x);

}  // namespace everyword
