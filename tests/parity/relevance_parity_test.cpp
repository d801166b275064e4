// Image and text relevance against the published implementation's numbers.
#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>

#include <catch2/catch.hpp>

#include "engine/models/clip/clip_model.h"
#include "engine/relevance/image_relevance.h"
#include "engine/relevance/relevance_rules.h"
#include "engine/relevance/text_relevance.h"
#include "tests/support/fixture.h"

using namespace everyword;

namespace {

const Fixture &large() {
  static const Fixture it("relevance", "relevance_224");
  return it;
}

const ClipModel &seededClip() {
  static const auto it = [] {
    const Fixture recipe("recipe", "clip_224_weights");
    return ClipModel::load(
        TensorTable::fromTensors(seededWeights(recipe.json().at("entries")), "clip_224"));
  }();
  return *it;
}

at::Tensor phrases(const ClipModel &clip, const at::Tensor &tokens) {
  return l2Normalize(clip.encodeText(tokens)).detach();
}

/// Image relevance by the general path, [P, B, patches].
at::Tensor general(const ClipModel &clip, const at::Tensor &images, const at::Tensor &texts,
                   bool lastOnly, double scale) {
  AttentionTrace trace;
  const auto features = clip.encodeImage(images, &trace);
  return imageRelevance(trace, features, texts, lastOnly, scale, false).transpose(0, 1);
}

at::Tensor closedForm(const ClipModel &clip, const at::Tensor &images, const at::Tensor &texts) {
  LastBlockTrace trace;
  const auto features = clip.encodeImage(images, nullptr, &trace);
  return lastBlockRelevance(trace, features, texts);  // [B, P, patches]
}

/// End-token rows [P, B, L] against each image, filled up with zeros to the context length.
at::Tensor textRows(const ClipModel &clip, const at::Tensor &tokens,
                    const at::Tensor &imageFeatures, double scale, bool keepGraph = false) {
  std::vector<at::Tensor> rows;
  for (std::int64_t b = 0; b < imageFeatures.size(0); ++b) {
    AttentionTrace trace;
    const auto features = clip.encodeText(tokens, &trace);
    const auto row = textRelevanceRow(trace, features, imageFeatures[b].expand_as(features),
                                      tokens.argmax(1), scale, keepGraph);
    rows.push_back(at::constant_pad_nd(row, {0, tokens.size(1) - row.size(1)}));
  }
  return at::stack(rows, 1);
}

at::Tensor inside(const at::Tensor &rows, const at::Tensor &tokens) {
  std::vector<at::Tensor> each;
  for (std::int64_t b = 0; b < rows.size(1); ++b) {
    each.push_back(tokenRelevance(rows.select(1, b), tokens.argmax(1)));
  }
  return at::stack(each, 1);
}

at::Tensor bySum(const at::Tensor &x) { return x / x.sum(-1, true); }
at::Tensor byMaximum(const at::Tensor &x) { return x / x.amax(-1, true); }

/// The spatial loss' map: [B, patches] -> [B, 224, 224], sum, then maximum 1.
at::Tensor resizedMap(const at::Tensor &map) {
  const auto grid = asGrid(map).unsqueeze(1);
  const auto big = at::upsample_bicubic2d(grid, {224, 224}, false).flatten(1);
  return byMaximum(bySum(big)).view({map.size(0), 1, 224, 224});
}

at::Tensor softMask(const at::Tensor &map) {
  return at::sigmoid((map - large().json().at("T").get<double>()) *
                     large().json().at("temp").get<double>());
}

at::Tensor boxMask(std::int64_t prompt) {
  const auto box = large().in("boxes_left_top_width_height")[prompt];
  const auto at = [&](int i) { return box[i].item<std::int64_t>(); };
  auto mask = at::zeros({224, 224});
  mask.slice(0, at(1), at(1) + at(3)).slice(1, at(0), at(0) + at(2)).fill_(1);
  return mask;
}

/// 2I / (2I + FP), what the published code computes; [B].
at::Tensor publishedDice(const at::Tensor &soft, const at::Tensor &mask) {
  const auto overlap = 2 * (soft * mask).sum({1, 2, 3});
  return overlap / (overlap + (soft * (1 - mask)).sum({1, 2, 3}));
}

}  // namespace

TEST_CASE("Relevance of the tiny CLIP matches", "[parity]") {
  const Fixture fixture("relevance", "relevance_tiny"), files("clip_vit", "clip_vit");
  const auto clip =
      ClipModel::load(TensorTable::open(files.path("open_clip/open_clip_model.safetensors")));
  const auto images = files.in("image"), tokens = files.in("tokens");
  const auto texts = phrases(*clip, tokens);
  fixture.compare("image_relevance_last_layer", general(*clip, images, texts, true, 1.0));
  fixture.compare("image_relevance_last_layer", closedForm(*clip, images, texts).transpose(0, 1));
  fixture.compare("image_relevance_all_layers",
                  general(*clip, images, texts, false, clip->logitScale()));
  fixture.compare("text_row_raw",
                  textRows(*clip, tokens, clip->encodeImage(images), clip->logitScale()));
}

TEST_CASE("Image relevance of the twelve-layer CLIP matches, by both paths", "[parity]") {
  const auto &clip = seededClip();
  const auto images = large().in("image");
  const auto texts = phrases(clip, large().in("tokens"));
  large().compare("image_relevance_last_layer", general(clip, images, texts, true, 1.0));
  large().compare("image_relevance_last_layer", closedForm(clip, images, texts).transpose(0, 1));
  large().compare("image_relevance_all_layers",
                  general(clip, images, texts, false, clip.logitScale()));
  large().compare("image_relevance_all_layers_cosine", general(clip, images, texts, false, 1.0));
}

TEST_CASE("Maps, soft masks and overlaps of the spatial loss match, and so does its gradient",
          "[parity]") {
  const auto &clip = seededClip();
  const auto images = large().in("image").requires_grad_(true);
  const auto maps = closedForm(clip, images, phrases(clip, large().in("tokens")));
  large().compare("relevance_224_prompt0", resizedMap(maps.select(1, 0)));
  large().compare("soft_mask_224_prompt0", softMask(resizedMap(maps.select(1, 0))));
  std::vector<at::Tensor> published, printed;
  for (std::int64_t p = 0; p < maps.size(1); ++p) {
    const auto soft = softMask(resizedMap(maps.select(1, p)));
    const auto mask = boxMask(p);
    published.push_back(publishedDice(soft, mask));
    printed.push_back(2 * (soft * mask).sum({1, 2, 3}) / (soft.sum({1, 2, 3}) + mask.sum()));
  }
  large().compare("dice_code", at::stack(published));
  large().compare("dice_paper", at::stack(printed));
  large().compare("grad_image_dice_prompt0",
                  torch::autograd::grad({-published[0].mean()}, {images})[0]);
}

TEST_CASE("Text relevance and word relevance match in every normalisation", "[parity]") {
  const auto &clip = seededClip();
  const auto tokens = large().in("tokens");
  const auto features = clip.encodeImage(large().in("image"));
  const auto raw = textRows(clip, tokens, features, clip.logitScale());
  const auto cosine = textRows(clip, tokens, features, 1.0);
  large().compare("text_row_raw", raw);
  large().compare("text_row_raw_cosine", cosine);
  large().compare("text_relevance_max_normalised_cosine", byMaximum(bySum(inside(cosine, tokens))));
  const auto shares = bySum(inside(raw, tokens));
  large().compare("text_relevance_sum_normalised", shares);
  large().compare("text_relevance_max_normalised", byMaximum(shares));
  const auto withoutEnd =
      raw.scatter(2, tokens.argmax(1).view({-1, 1, 1}).expand({raw.size(0), raw.size(1), 1}), 0);
  large().compare("text_relevance_coop", bySum(withoutEnd));

  auto words = at::zeros_like(large().out("word_relevance"));
  const auto &spans = large().json().at("words");
  for (std::int64_t p = 0; p < words.size(0); ++p) {
    std::vector<std::pair<int, int>> ranges;
    for (const auto &word : spans[p]) {
      ranges.emplace_back(word.at("begin").get<int>(), word.at("end").get<int>());
    }
    for (std::int64_t b = 0; b < words.size(1); ++b) {
      const auto values = wordRelevance(shares[p][b], ranges);
      for (std::size_t w = 0; w < values.size(); ++w) {
        words[p][b][static_cast<std::int64_t>(w)].fill_(values[w]);
      }
    }
  }
  large().compare("word_relevance", words);
}

TEST_CASE("The edit term and its gradient through the image feature match", "[parity]") {
  const auto &clip = seededClip();
  const auto image = large().in("image").narrow(0, 0, 1).clone().requires_grad_(true);
  const auto tokens = large().in("tokens").narrow(0, 1, 1);
  const auto features = clip.encodeImage(image);
  const auto row =
      bySum(inside(textRows(clip, tokens, features, clip.logitScale(), true), tokens)).flatten();
  at::Tensor sum = at::zeros({});
  std::int64_t count = 0;
  const auto &words = large().json().at("words")[1];
  const auto &desired = large().json().at("edit_desired_words_prompt1");
  for (std::size_t w = 0; w < words.size(); ++w) {
    const double weight = desired[w].get<double>();
    for (int t = words[w].at("begin").get<int>(); weight != 0 && t < words[w].at("end").get<int>();
         ++t, ++count) {
      sum = sum + weight * row[t + 1];
    }
  }
  const auto term = -sum / count;
  large().compare("edit_relevance_term", term.reshape({1}));
  large().compare("grad_image_edit_relevance_term", torch::autograd::grad({term}, {image})[0]);
}
