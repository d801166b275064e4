#include "engine/classify/prompt_pass.h"

#include <ATen/ATen.h>

#include <cmath>
#include <limits>

#include "engine/models/clip/text_transformer.h"

namespace everyword {
namespace {

/// [G, T, parts*W] -> parts tensors [G, h, T, d].
std::vector<at::Tensor> splitHeads(const at::Tensor &x, std::int64_t parts, std::int64_t heads) {
  return x.unflatten(-1, {parts, heads, -1}).permute({2, 0, 3, 1, 4}).unbind();
}

/// The last t of J tokens, each seeing itself and those before it.
at::Tensor causalMask(std::int64_t t, std::int64_t j, const at::TensorOptions &options) {
  return at::full({t, j}, -std::numeric_limits<double>::infinity(), options).triu(j - t + 1);
}

/// One block; the last `queries` of the tokens look around. Returns those, [G, queries, W].
at::Tensor blockPass(const TransformerBlock &block, const at::Tensor &x, std::int64_t queries,
                     const BlockTokens *shared, BlockTokens &kept) {
  const auto &attention = block.attention;
  const std::int64_t width = x.size(2), tokens = x.size(1);
  const Linear &in = attention.in;
  const auto normal = block.norm1.forward(x);
  const auto keysAndValues = splitHeads(at::linear(normal, in.weight.narrow(0, width, 2 * width),
                                                   in.bias.narrow(0, width, 2 * width)),
                                        2, attention.heads);
  const auto withShared = [&](const at::Tensor &own, const at::Tensor BlockTokens::*part) {
    if (!shared) {
      return own;
    }
    const at::Tensor &before = shared->*part;
    return at::cat({before.expand({own.size(0), -1, -1, -1}), own}, 2);
  };
  kept.input = x;
  kept.key = withShared(keysAndValues[0], &BlockTokens::key);
  kept.value = withShared(keysAndValues[1], &BlockTokens::value);
  if (queries == 0) {
    return {};
  }
  const auto looking = normal.narrow(1, tokens - queries, queries);
  kept.query =
      splitHeads(at::linear(looking, in.weight.narrow(0, 0, width), in.bias.narrow(0, 0, width)), 1,
                 attention.heads)[0];
  kept.query = kept.query / std::sqrt(static_cast<double>(kept.query.size(-1)));
  const auto scores = at::matmul(kept.query, kept.key.transpose(-2, -1));
  kept.attention =
      at::softmax(scores + causalMask(queries, kept.key.size(2), scores.options()), -1);
  const auto gathered = at::matmul(kept.attention, kept.value).transpose(1, 2).flatten(2);
  kept.afterAttention = x.narrow(1, tokens - queries, queries) + attention.out.forward(gathered);
  kept.hidden = block.mlp.hidden(block.norm2.forward(kept.afterAttention));
  return kept.afterAttention + block.mlp.fromHidden(kept.hidden);
}

}  // namespace

BlockTokens BlockTokens::slice(std::int64_t first, std::int64_t count) const {
  const auto part = [&](const at::Tensor &x) {
    return x.defined() ? x.detach().narrow(0, first, count) : x;
  };
  return {part(input),     part(query),          part(key),   part(value),
          part(attention), part(afterAttention), part(hidden)};
}

std::vector<at::Tensor> PromptPass::attention() const {
  std::vector<at::Tensor> all;
  for (std::size_t b = 0; b + 1 < shared.size(); ++b) {
    all.push_back(shared[b].attention);
  }
  for (const Group &group : groups) {
    for (const BlockTokens &block : group.blocks) {
      all.push_back(block.attention);
    }
  }
  return all;
}

PromptPass encodePrompts(const TextTransformer &text, const ClassPrompts &prompts,
                         const at::Tensor &context) {
  const auto &blocks = text.blocks();
  const std::size_t last = blocks.size() - 1;
  PromptPass pass;
  pass.text = &text;
  const std::int64_t sharedTokens = prompts.sharedTokens();
  auto x = (prompts.shared(context) + text.positions().narrow(0, 0, sharedTokens)).unsqueeze(0);
  pass.shared.resize(blocks.size());
  for (std::size_t b = 0; b <= last; ++b) {
    x = blockPass(blocks[b], x, b == last ? 0 : sharedTokens, nullptr, pass.shared[b]);
  }
  std::vector<at::Tensor> features, classes;
  for (const ClassPrompts::Group &group : prompts.groups()) {
    PromptPass::Group done;
    done.classes = group.classes;
    done.blocks.resize(blocks.size());
    auto y = prompts.rest(group, context) + text.positions().narrow(0, sharedTokens, group.rest);
    for (std::size_t b = 0; b <= last; ++b) {
      y = blockPass(blocks[b], y, b == last ? 1 : group.rest, &pass.shared[b], done.blocks[b]);
    }
    done.end = y.squeeze(1);
    features.push_back(at::matmul(text.normFinal().forward(done.end), text.projection()));
    classes.push_back(group.classes);
    pass.groups.push_back(std::move(done));
  }
  pass.features = at::cat(features).index_select(0, at::cat(classes).argsort());
  return pass;
}

}  // namespace everyword
