#include "engine/classify/prompt_relevance.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>

#include "engine/classify/block_vjp.h"
#include "engine/models/clip/text_transformer.h"
#include "engine/nn/in_threads.h"

namespace everyword {
namespace {

/// Rows of the largest product of a task, about: large enough for a fast product, small enough to
/// stay near the processor.
constexpr std::int64_t kRowsOfTask = 2048;
constexpr std::int64_t kImagesOfTask = 64;  ///< where only one class is asked for

/// Some classes of a group, and the images whose relevance is asked for of each of them.
struct Chunk {
  const PromptPass::Group *group = nullptr;
  std::int64_t first = 0, count = 0;
  at::Tensor name;     ///< [P + R], 1 at the name
  at::Tensor other;    ///< [P + R], 1 at what S divides by
  at::Tensor images;   ///< [B, D] unit length
  at::Tensor weights;  ///< [count, B] or undefined
};

struct ChunkResult {
  at::Tensor rows;                 ///< [count, B, P + R]
  at::Tensor shares;               ///< [count, B]
  std::vector<at::Tensor> shared;  ///< gradients at the attention of the shared tokens
  std::vector<at::Tensor> own;     ///< and at that of the classes'
};

/// Everything the tasks have in common.
struct Setting {
  const PromptPass &pass;
  double logitScale;
  std::vector<BlockTokens> shared;  ///< without graph
  std::vector<at::Tensor>
      matrices;  ///< of the shared tokens' MLPs; undefined where too few use them
};

/// One block's part in the product over all blocks: its rows, and the way back.
struct Layer {
  BlockRelevance own, shared;    ///< shared: undefined in the last block
  at::Tensor ownRow, sharedRow;  ///< the end token's row above this block, [g, B, R] and [P, N]
};

class ChunkRelevance {
 public:
  ChunkRelevance(const Setting &setting, const Chunk &chunk)
      : setting_(setting),
        chunk_(chunk),
        text_(*setting.pass.text),
        images_(chunk.images.size(0)),
        pairs_(chunk.count * images_),
        sharedTokens_(setting.shared[0].key.size(2)) {}

  ChunkResult run() {
    goDown();
    ChunkResult result;
    result.rows = row_;
    const auto [best, place] = (row_ + (chunk_.name - 1) * kNever).max(-1);
    const auto rest = (row_ * chunk_.other).sum(-1).clamp_min(kLeast);
    result.shares = best / rest;
    if (chunk_.weights.defined()) {
      const auto atBest = at::zeros_like(row_).scatter_(2, place.unsqueeze(-1), 1);
      const auto slope = chunk_.weights / rest;  // [g, B]
      goUp(slope.unsqueeze(-1) * (atBest - result.shares.unsqueeze(-1) * chunk_.other), result);
    }
    return result;
  }

 private:
  static constexpr double kNever = 1e30, kLeast = 1e-12;

  /// d(scale * cosine) / d(end token before the final norm), [g, B, W].
  at::Tensor gradientAtEnd() const {
    const auto end = chunk_.group->end.detach().narrow(0, chunk_.first, chunk_.count);
    const auto features = at::matmul(text_.normFinal().forward(end), text_.projection());  // [g, D]
    const auto length = features.norm(2, -1, true);
    const auto direction = features / length;
    const auto cosine = at::matmul(direction, chunk_.images.t()).unsqueeze(-1);  // [g, B, 1]
    const auto atFeature = setting_.logitScale / length.unsqueeze(-1) *
                           (chunk_.images - cosine * direction.unsqueeze(1));
    return text_.normFinal().vjp(end, at::matmul(atFeature, text_.projection().t()));
  }

  /// From the score to the first block: gradients, and the end token's row on its way.
  void goDown() {
    const auto &blocks = text_.blocks();
    at::Tensor ownGradient = gradientAtEnd(), sharedGradient;
    const std::int64_t seen = sharedTokens_ + chunk_.group->blocks[0].input.size(1);
    row_ = at::zeros({chunk_.count, images_, seen}, ownGradient.options());
    row_.select(2, seen - 1).fill_(1);
    layers_.resize(blocks.size());
    for (std::size_t b = blocks.size(); b-- > 0;) {
      const BlockTokens own = chunk_.group->blocks[b].slice(chunk_.first, chunk_.count);
      const BlockTokens &shared = setting_.shared[b];
      Layer &layer = layers_[b];
      BlockVjp ownVjp(blocks[b], own, ownGradient);
      layer.own = ownVjp.relevance();
      std::optional<BlockVjp> sharedVjp;
      if (sharedGradient.defined()) {
        sharedVjp.emplace(blocks[b], shared, sharedGradient, setting_.matrices[b]);
        layer.shared = sharedVjp->relevance();
      }
      follow(layer);
      if (b == 0) {
        break;
      }
      auto [atOwn, atShared] = split(ownVjp.seen());
      ownGradient = ownVjp.input(atOwn);
      if (sharedVjp) {
        const auto more = sharedVjp->seen();
        atShared.normalised = atShared.normalised + more.normalised;
        // Of a single shared token the values are in `normalised` already.
        atShared.values = more.values.defined() ? atShared.values + more.values : atShared.values;
      }
      sharedGradient =
          sharedVjp ? sharedVjp->input(atShared) : inputOfSilent(blocks[b], shared, atShared);
    }
    row_.select(2, seen - 1).fill_(0);
  }

  /// The row of the end token through one more block: row += row * rollout (rule 6).
  void follow(Layer &layer) {
    const std::int64_t looking = layer.own.rollout.size(1), seen = row_.size(2);
    layer.ownRow = row_.narrow(2, seen - looking, looking).permute({0, 2, 1});  // [g, t, B]
    auto more = (layer.ownRow.unsqueeze(-1) * layer.own.rollout).sum(1);        // [g, B, J]
    if (layer.shared.rollout.defined()) {
      layer.sharedRow =
          row_.narrow(2, 0, sharedTokens_).reshape({pairs_, sharedTokens_}).t();  // [P, N]
      const auto ofShared =
          (layer.sharedRow.unsqueeze(-1) * layer.shared.rollout[0]).sum(0);  // [N, P]
      more.narrow(2, 0, sharedTokens_).add_(ofShared.view({chunk_.count, images_, sharedTokens_}));
    }
    row_ = row_ + more;
  }

  /// Back through the product: `slope` [g, B, P + R] at the row -> gradients at each attention.
  void goUp(at::Tensor slope, ChunkResult &result) const {
    for (const Layer &layer : layers_) {
      const double heads = static_cast<double>(layer.own.positive.size(1));
      const auto byHead = slope / heads;
      // d / dA_hij = sum over images of positive_hij * row_i * slope_j
      result.own.push_back((layer.own.positive * layer.ownRow.unsqueeze(1).unsqueeze(-1) *
                            byHead.unsqueeze(1).unsqueeze(1))
                               .sum(3));
      const std::int64_t looking = layer.own.rollout.size(1), seen = slope.size(2);
      const auto ownMore =
          (layer.own.rollout * slope.unsqueeze(1)).sum(-1).permute({0, 2, 1});  // [g, B, t]
      auto next = slope.clone();
      next.narrow(2, seen - looking, looking).add_(ownMore);
      if (layer.shared.rollout.defined()) {
        const auto ofShared = slope.narrow(2, 0, sharedTokens_).reshape({pairs_, sharedTokens_});
        result.shared.push_back(
            (layer.shared.positive[0] * layer.sharedRow.unsqueeze(-1) * (ofShared / heads))
                .sum(2)
                .unsqueeze(0));
        next.narrow(2, 0, sharedTokens_)
            .add_((layer.shared.rollout[0] * ofShared)
                      .sum(-1)
                      .t()
                      .reshape({chunk_.count, images_, sharedTokens_}));
      }
      slope = next;
    }
  }

  /// Gradients at all tokens -> those at the classes' own and, with classes and images as one (N),
  /// at the shared ones.
  std::pair<SeenGradient, SeenGradient> split(const SeenGradient &all) const {
    const std::int64_t p = sharedTokens_, own = all.normalised.size(1) - p;
    SeenGradient atOwn{all.normalised.narrow(1, p, own), {}};
    SeenGradient atShared{
        all.normalised.narrow(1, 0, p).transpose(0, 1).reshape({1, p, pairs_, -1}), {}};
    if (all.values.defined()) {
      const std::int64_t heads = all.values.size(1), width = all.values.size(4);
      atOwn.values = all.values.narrow(2, p, own);
      atShared.values =
          all.values.narrow(2, 0, p).permute({1, 2, 0, 3, 4}).reshape({1, heads, p, pairs_, width});
    }
    return {std::move(atOwn), std::move(atShared)};
  }

  const Setting &setting_;
  const Chunk &chunk_;
  const TextTransformer &text_;
  std::int64_t images_, pairs_, sharedTokens_;
  at::Tensor row_;  ///< [g, B, P + R]
  std::vector<Layer> layers_;
};

/// Tokens between start and end that are no part of the name; or all but the end.
at::Tensor otherMask(const at::Tensor &name, NameShare share) {
  auto other = share == NameShare::OfWholeRow ? at::ones_like(name) : 1 - name;
  other.narrow(0, other.size(0) - 1, 1).fill_(0);
  if (share == NameShare::OfOtherTokens) {
    other.narrow(0, 0, 1).fill_(0);
  }
  return other;
}

Setting settingOf(const PromptPass &pass, double logitScale, std::int64_t pairs) {
  Setting setting{pass, logitScale, {}, {}};
  const auto &blocks = pass.text->blocks();
  for (const BlockTokens &block : pass.shared) {
    setting.shared.push_back(block.slice(0, 1));
  }
  setting.matrices.resize(blocks.size());
  // Making a matrix takes the MLP's products for W gradients, using it an eighth of them for each.
  if (pairs * 7 > setting.shared[0].input.size(2) * 8) {
    for (std::size_t b = 0; b + 1 < blocks.size(); ++b) {
      setting.matrices[b] = mlpMatrices(blocks[b], setting.shared[b]);
    }
  }
  return setting;
}

std::vector<ChunkResult> resultsOf(const Setting &setting, const std::vector<Chunk> &chunks) {
  std::vector<ChunkResult> results(chunks.size());
  inThreads(chunks.size(),
            [&](std::size_t i) { results[i] = ChunkRelevance(setting, chunks[i]).run(); });
  return results;
}

std::int64_t classesOfTask(const PromptPass::Group &group, std::int64_t images) {
  const std::int64_t rows = group.blocks[0].input.size(1) * images;
  return std::clamp<std::int64_t>(kRowsOfTask / std::max<std::int64_t>(rows, 1), 1,
                                  group.classes.size(0));
}

}  // namespace

PromptRelevance promptRelevance(const PromptPass &pass, const ClassPrompts &prompts,
                                const at::Tensor &images, const at::Tensor &weights,
                                double logitScale, NameShare share) {
  const at::NoGradGuard byHand;
  const std::int64_t count = images.size(0), classes = pass.features.size(0);
  const Setting setting = settingOf(pass, logitScale, count * classes);
  std::vector<Chunk> chunks;
  for (std::size_t g = 0; g < pass.groups.size(); ++g) {
    const PromptPass::Group &group = pass.groups[g];
    const auto name = prompts.nameMask(prompts.groups()[g]).to(images.options());
    const std::int64_t size = group.classes.size(0), step = classesOfTask(group, count);
    for (std::int64_t first = 0; first < size; first += step) {
      const std::int64_t some = std::min(step, size - first);
      const auto ofChunk = group.classes.narrow(0, first, some);
      chunks.push_back({&group, first, some, name, otherMask(name, share), images,
                        weights.defined() ? weights.t().index_select(0, ofChunk) : weights});
    }
  }
  const std::vector<ChunkResult> results = resultsOf(setting, chunks);

  PromptRelevance all;
  all.rows = at::zeros({classes, count, prompts.longest()}, images.options());
  all.shares = at::zeros({classes, count}, images.options());
  std::vector<at::Tensor> shared;
  std::vector<std::vector<std::vector<at::Tensor>>> own(pass.groups.size());  // group, block, part
  for (std::size_t i = 0; i < chunks.size(); ++i) {
    const auto ofChunk = chunks[i].group->classes.narrow(0, chunks[i].first, chunks[i].count);
    const auto &result = results[i];
    all.rows.narrow(2, 0, result.rows.size(2)).index_copy_(0, ofChunk, result.rows);
    all.shares.index_copy_(0, ofChunk, result.shares);
    for (std::size_t b = 0; b < result.shared.size(); ++b) {
      if (i == 0) {
        shared.push_back(result.shared[b]);
      } else {
        shared[b].add_(result.shared[b]);
      }
    }
    auto &parts = own[static_cast<std::size_t>(chunks[i].group - pass.groups.data())];
    parts.resize(result.own.size());
    for (std::size_t b = 0; b < result.own.size(); ++b) {
      parts[b].push_back(result.own[b]);
    }
  }
  all.rows = all.rows.transpose(0, 1);
  all.shares = all.shares.t();
  if (weights.defined()) {
    all.attentionGradients = shared;
    for (const auto &group : own) {
      for (const auto &parts : group) {
        all.attentionGradients.push_back(at::cat(parts));
      }
    }
  }
  return all;
}

at::Tensor ownNameShares(const PromptPass &pass, const ClassPrompts &prompts,
                         const at::Tensor &images, const at::Tensor &labels, double logitScale,
                         NameShare share) {
  const at::NoGradGuard byHand;
  const Setting setting = settingOf(pass, logitScale, images.size(0));
  std::vector<Chunk> chunks;
  std::vector<at::Tensor> places;
  for (std::size_t g = 0; g < pass.groups.size(); ++g) {
    const PromptPass::Group &group = pass.groups[g];
    const auto name = prompts.nameMask(prompts.groups()[g]).to(images.options());
    for (std::int64_t i = 0; i < group.classes.size(0); ++i) {
      const auto mine = at::nonzero(labels == group.classes[i]).squeeze(1);
      for (std::int64_t first = 0; first < mine.size(0); first += kImagesOfTask) {
        places.push_back(mine.slice(0, first, first + kImagesOfTask));
        chunks.push_back({&group, i, 1, name, otherMask(name, share),
                          images.index_select(0, places.back()), at::Tensor()});
      }
    }
  }
  const std::vector<ChunkResult> results = resultsOf(setting, chunks);
  auto shares = at::zeros({images.size(0)}, images.options());
  for (std::size_t i = 0; i < results.size(); ++i) {
    shares.index_copy_(0, places[i], results[i].shares[0]);
  }
  return shares;
}

}  // namespace everyword
