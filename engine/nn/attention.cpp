#include "engine/nn/attention.h"

#include <ATen/ATen.h>

#include <cmath>
#include <limits>
#include <vector>

namespace everyword {
namespace {

/// [B, N, parts*W] -> parts tensors [B, heads, N, d]. All at once: cut out one by one, each would
/// give the backward pass a gradient of the whole, mostly zeros.
std::vector<at::Tensor> splitHeads(const at::Tensor &x, std::int64_t parts, std::int64_t heads) {
  return x.unflatten(-1, {parts, heads, -1}).permute({2, 0, 3, 1, 4}).unbind();
}

/// [B, heads, N, d] -> [B, N, W].
at::Tensor joinHeads(const at::Tensor &x) { return x.transpose(1, 2).flatten(2); }

double scaleOf(const at::Tensor &query) {
  return 1.0 / std::sqrt(static_cast<double>(query.size(-1)));
}

at::Tensor attentionWeights(const at::Tensor &query, const at::Tensor &key, bool causal) {
  auto scores = at::matmul(query * scaleOf(query), key.transpose(-2, -1));
  if (causal) {
    const auto n = key.size(-2);
    const auto minusInfinity =
        at::full({n, n}, -std::numeric_limits<float>::infinity(), scores.options());
    scores = scores + minusInfinity.triu(1);
  }
  return at::softmax(scores, -1);
}

/// A picture that needs no gradient gives a block without a graph; relevance wants one from here
/// on.
at::Tensor traced(const at::Tensor &weights) {
  return weights.requires_grad() ? weights : weights.detach().requires_grad_();
}

}  // namespace

at::Tensor MultiHeadAttention::forward(const at::Tensor &x, bool causal,
                                       at::Tensor *weights) const {
  const auto parts = splitHeads(in.forward(x), 3, heads);
  const auto query = parts[0], key = parts[1], value = parts[2];
  if (!weights) {
    return out.forward(
        joinHeads(at::scaled_dot_product_attention(query, key, value, {}, 0.0, causal)));
  }
  *weights = traced(attentionWeights(query, key, causal));
  return out.forward(joinHeads(at::matmul(*weights, value)));
}

MultiHeadAttention::FirstToken MultiHeadAttention::forwardFirstToken(const at::Tensor &x,
                                                                     at::Tensor *weights) const {
  const auto width = x.size(-1);
  const auto query = splitHeads(
      at::linear(x.narrow(1, 0, 1), in.weight.narrow(0, 0, width), in.bias.narrow(0, 0, width)), 1,
      heads)[0];
  const auto parts = splitHeads(
      at::linear(x, in.weight.narrow(0, width, 2 * width), in.bias.narrow(0, width, 2 * width)), 2,
      heads);
  auto attention = attentionWeights(query, parts[0], false);  // [B, heads, 1, N]
  if (weights) {
    attention = *weights = traced(attention);
  }
  return {attention.squeeze(2), parts[1], joinHeads(at::matmul(attention, parts[1])).squeeze(1)};
}

}  // namespace everyword
