#include "engine/classify/block_vjp.h"

#include <ATen/ATen.h>

#include <cmath>

namespace everyword {
namespace {

at::Tensor rowsOf(const at::Tensor &x) { return x.flatten(0, 1); }

/// A gradient at the output of norm2 and MLP added to their residual: [rows, B, W].
at::Tensor throughMlpOf(const TransformerBlock &block, const BlockTokens &tokens,
                        const at::Tensor &gradient) {
  return gradient + block.norm2.vjp(rowsOf(tokens.afterAttention),
                                    block.mlp.vjp(rowsOf(tokens.hidden), gradient));
}

/// [G, h, T, B, d] -> [G, T, B, W].
at::Tensor joinHeads(const at::Tensor &x) { return x.permute({0, 2, 3, 1, 4}).flatten(3); }

/// Query's, key's or value's (0, 1, 2) part of in_proj, head by head: [h, d, W].
at::Tensor inOfHeads(const TransformerBlock &block, std::int64_t part) {
  const at::Tensor &in = block.attention.in.weight;
  const std::int64_t width = in.size(1);
  return in.narrow(0, part * width, width).unflatten(0, {block.attention.heads, -1});
}

at::Tensor atNormalised(const TransformerBlock &block, const SeenGradient &own) {
  return own.values.defined()
             ? own.normalised + at::matmul(joinHeads(own.values), inOfHeads(block, 2).flatten(0, 1))
             : own.normalised;
}

}  // namespace

BlockVjp::BlockVjp(const TransformerBlock &block, const BlockTokens &tokens,
                   const at::Tensor &gradient, const at::Tensor &throughMlp)
    : block_(block), tokens_(tokens) {
  afterMlp_ =
      throughMlp.defined() ? at::bmm(gradient, throughMlp) : throughMlpOf(block, tokens, gradient);
  const std::int64_t groups = tokens.query.size(0), heads = tokens.query.size(1),
                     looking = tokens.query.size(2), images = gradient.size(1),
                     width = tokens.query.size(3), seen = tokens.key.size(2);
  heads_ = block.attention.out.vjp(afterMlp_)
               .view({groups, looking, images, heads, width})
               .permute({0, 3, 1, 2, 4})
               .contiguous();
  attention_ = at::matmul(heads_.view({groups, heads, looking * images, width}),
                          tokens.value.transpose(-2, -1))
                   .view({groups, heads, looking, images, seen});
  relevance_.positive = attention_.clamp_min(0);
  relevance_.rollout = (relevance_.positive * tokens.attention.unsqueeze(3)).mean(1);
}

SeenGradient BlockVjp::seen() {
  const std::int64_t groups = heads_.size(0), heads = heads_.size(1), looking = heads_.size(2),
                     images = heads_.size(3), width = heads_.size(4), seen = tokens_.key.size(2);
  const auto weights = tokens_.attention.unsqueeze(3);  // [G, h, t, 1, J]
  auto scores = attention_ * weights;                   // softmax backwards
  scores = scores - weights * scores.sum(-1, true);
  // Keys and queries through in_proj first: a product over heads and tokens is then shorter than
  // one over the width, and it is made once for all images.
  const auto keys = at::matmul(tokens_.key, inOfHeads(block_, 0)) /
                    std::sqrt(static_cast<double>(width));               // [G, h, J, W]
  const auto queries = at::matmul(tokens_.query, inOfHeads(block_, 1));  // [G, h, t, W]
  query_ =
      at::bmm(scores.permute({0, 2, 3, 1, 4}).reshape({groups, looking * images, heads * seen}),
              keys.flatten(1, 2))
          .view({groups, looking, images, -1});
  SeenGradient at;
  at.normalised =
      at::bmm(scores.permute({0, 4, 3, 1, 2}).reshape({groups, seen * images, heads * looking}),
              queries.flatten(1, 2))
          .view({groups, seen, images, -1});
  if (looking == 1) {
    // One token's values, weighed for each that it sees.
    const auto values = at::matmul(heads_.squeeze(2), inOfHeads(block_, 2));  // [G, h, B, W]
    at.normalised.add_(at::bmm(tokens_.attention.squeeze(2).transpose(1, 2), values.flatten(2))
                           .view_as(at.normalised));
  } else {
    at.values = at::matmul(tokens_.attention.transpose(-2, -1),
                           heads_.view({groups, heads, looking, images * width}))
                    .view({groups, heads, seen, images, width});
  }
  return at;
}

at::Tensor BlockVjp::input(const SeenGradient &own) const {
  const std::int64_t groups = heads_.size(0), looking = heads_.size(2), images = heads_.size(3),
                     tokens = tokens_.input.size(1), width = tokens_.input.size(2);
  auto normalised = atNormalised(block_, own);
  const std::int64_t silent = tokens - looking;
  normalised.narrow(1, silent, looking).add_(query_);
  auto input = block_.norm1.vjp(rowsOf(tokens_.input), rowsOf(normalised))
                   .view({groups, tokens, images, width});
  input.narrow(1, silent, looking).add_(afterMlp_.view({groups, looking, images, width}));
  return rowsOf(input);
}

at::Tensor inputOfSilent(const TransformerBlock &block, const BlockTokens &tokens,
                         const SeenGradient &own) {
  return block.norm1.vjp(rowsOf(tokens.input), rowsOf(atNormalised(block, own)));
}

at::Tensor mlpMatrices(const TransformerBlock &block, const BlockTokens &tokens) {
  const std::int64_t looking = tokens.afterAttention.size(1), width = tokens.input.size(2);
  const auto identity = at::eye(width, tokens.input.options()).expand({looking, width, width});
  return throughMlpOf(block, tokens, identity);
}

}  // namespace everyword
