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

/// The fixtures with a seeded CLIP of their own, or those with that of clip_vit.
std::vector<Fixture> relevanceFixtures(bool seeded) {
  std::vector<Fixture> fixtures;
  for (const Fixture &fixture : fixturesNamed("relevance")) {
    if (fixture.json().contains("clip") == seeded) {
      fixtures.push_back(fixture);
    }
  }
  REQUIRE_FALSE(fixtures.empty());
  return fixtures;
}

std::vector<Fixture> seededFixtures() { return relevanceFixtures(true); }

std::shared_ptr<const ClipModel> clipOf(const Fixture &fixture, c10::ScalarType type) {
  return ClipModel::load(
      TensorTable::fromTensors(seededClip(fixture.json().at("clip"))).withOptions({.type = type}));
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

/// The spatial loss' map: [B, patches] -> [B, 1, side, side], sum, then maximum 1.
at::Tensor resizedMap(const at::Tensor &map, std::int64_t side) {
  const auto grid = asGrid(map).unsqueeze(1);
  const auto big = at::upsample_bicubic2d(grid, {side, side}, false).flatten(1);
  return byMaximum(bySum(big)).view({map.size(0), 1, side, side});
}

at::Tensor softMask(const Fixture &fixture, const at::Tensor &map) {
  return at::sigmoid((map - fixture.json().at("T").get<double>()) *
                     fixture.json().at("temp").get<double>());
}

at::Tensor boxMask(const Fixture &fixture, std::int64_t prompt, std::int64_t side) {
  const auto box = fixture.in("boxes_left_top_width_height")[prompt];
  const auto at = [&](int i) { return box[i].item<std::int64_t>(); };
  auto mask = at::zeros({side, side});
  mask.slice(0, at(1), at(1) + at(3)).slice(1, at(0), at(0) + at(2)).fill_(1);
  return mask;
}

/// 2I / (2I + FP), what the published code computes; [B].
at::Tensor publishedDice(const at::Tensor &soft, const at::Tensor &mask) {
  const auto overlap = 2 * (soft * mask).sum({1, 2, 3});
  return overlap / (overlap + (soft * (1 - mask)).sum({1, 2, 3}));
}

void checkImageRelevance(const Fixture &fixture, c10::ScalarType type) {
  const auto clip = clipOf(fixture, type);
  const auto images = fixture.in("image", type);
  const auto texts = phrases(*clip, fixture.in("tokens"));
  fixture.compare("image_relevance_last_layer", general(*clip, images, texts, true, 1.0));
  fixture.compare("image_relevance_last_layer", closedForm(*clip, images, texts).transpose(0, 1));
  fixture.compare("image_relevance_all_layers",
                  general(*clip, images, texts, false, clip->logitScale()));
  fixture.compare("image_relevance_all_layers_cosine", general(*clip, images, texts, false, 1.0));
}

void checkTheSpatialLoss(const Fixture &fixture, c10::ScalarType type) {
  const auto clip = clipOf(fixture, type);
  const auto images = fixture.in("image", type).requires_grad_(true);
  const std::int64_t side = images.size(-1);
  const auto maps = closedForm(*clip, images, phrases(*clip, fixture.in("tokens")));
  const std::string resized = "out.relevance_" + std::to_string(side) + "_prompt";
  const std::string softened = "out.soft_mask_" + std::to_string(side) + "_prompt";
  REQUIRE_FALSE(fixture.names(resized).empty());
  std::vector<at::Tensor> published, printed;
  for (std::int64_t p = 0; p < maps.size(1); ++p) {
    const auto number = std::to_string(p);
    const auto map = resizedMap(maps.select(1, p), side);
    const auto soft = softMask(fixture, map);
    if (fixture.has(resized + number)) {
      fixture.compare(resized + number, map);
    }
    if (fixture.has(softened + number)) {
      fixture.compare(softened + number, soft);
    }
    const auto mask = boxMask(fixture, p, side);
    published.push_back(publishedDice(soft, mask));
    printed.push_back(2 * (soft * mask).sum({1, 2, 3}) / (soft.sum({1, 2, 3}) + mask.sum()));
  }
  fixture.compare("dice_code", at::stack(published));
  fixture.compare("dice_paper", at::stack(printed));
  for (const std::string &name : fixture.names("out.grad_image_dice_prompt")) {
    const auto &dice = published.at(static_cast<std::size_t>(numberBehind("prompt", name)));
    fixture.compare(name, torch::autograd::grad({-dice.mean()}, {images}, {}, true)[0]);
  }
}

/// Each word's largest share, [P, B, W], zero padded.
at::Tensor wordShares(const Fixture &fixture, const at::Tensor &shares) {
  auto words = at::zeros_like(fixture.out("word_relevance"));
  const auto &spans = fixture.json().at("words");
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
  return words;
}

void checkTextRelevance(const Fixture &fixture, c10::ScalarType type) {
  const auto clip = clipOf(fixture, type);
  const auto tokens = fixture.in("tokens");
  const auto features = clip->encodeImage(fixture.in("image", type));
  const auto raw = textRows(*clip, tokens, features, clip->logitScale());
  const auto cosine = textRows(*clip, tokens, features, 1.0);
  fixture.compare("text_row_raw", raw);
  fixture.compare("text_row_raw_cosine", cosine);
  fixture.compare("text_relevance_max_normalised_cosine", byMaximum(bySum(inside(cosine, tokens))));
  const auto shares = bySum(inside(raw, tokens));
  fixture.compare("text_relevance_sum_normalised", shares);
  fixture.compare("text_relevance_max_normalised", byMaximum(shares));
  const auto withoutEnd =
      raw.scatter(2, tokens.argmax(1).view({-1, 1, 1}).expand({raw.size(0), raw.size(1), 1}), 0);
  fixture.compare("text_relevance_coop", bySum(withoutEnd));
  fixture.compare("word_relevance", wordShares(fixture, shares));
}

/// The weight of each token of the prompt, [L]: that of its word, 0 elsewhere.
at::Tensor desiredTokens(const nlohmann::json &words, const nlohmann::json &desired,
                         std::int64_t length) {
  const auto weights = at::zeros({length});
  for (std::size_t w = 0; w < words.size(); ++w) {  // token 0 is the start
    weights
        .slice(0, words[w].at("begin").get<std::int64_t>() + 1,
               words[w].at("end").get<std::int64_t>() + 1)
        .fill_(desired[w].get<double>());
  }
  return weights;
}

/// By the general path and by the text's side computed once.
void checkTheEditTerm(const Fixture &fixture, std::int64_t prompt, const nlohmann::json &desired,
                      c10::ScalarType type) {
  const auto clip = clipOf(fixture, type);
  const auto count = fixture.out("grad_image_edit_relevance_term").size(0);
  const auto images = fixture.in("image", type).narrow(0, 0, count).requires_grad_(true);
  const auto tokens = fixture.in("tokens").narrow(0, prompt, 1);
  const auto features = clip->encodeImage(images);
  const auto general =
      inside(textRows(*clip, tokens, features, clip->logitScale(), true), tokens)[0];
  AttentionTrace trace;
  const auto text = clip->encodeText(tokens.expand({8, -1}), &trace);
  const auto end = tokens[0].argmax().item<std::int64_t>();
  const auto closed = textRelevance(textJacobian(trace, text, end), features, clip->logitScale());
  for (const auto &relevance : {general, closed}) {  // [B, L]
    const auto shares = bySum(relevance);
    const auto weights = desiredTokens(fixture.json().at("words")[prompt], desired, shares.size(1));
    const auto term = -(shares * weights).sum(1) / weights.count_nonzero();
    fixture.compare("edit_relevance_term", term);
    fixture.compare("grad_image_edit_relevance_term",
                    torch::autograd::grad({term.sum()}, {images}, {}, true)[0]);
  }
}

}  // namespace

TEST_CASE("Relevance of the tiny CLIP matches", "[parity]") {
  const Fixture files("clip_vit", "clip_vit");
  const auto table = TensorTable::open(files.path("open_clip/open_clip_model.safetensors"));
  const auto tokens = files.in("tokens");
  for (const Fixture &fixture : relevanceFixtures(/*seeded=*/false)) {
    for (const c10::ScalarType type : kFloatTypes) {
      INFO(type);
      const auto clip = ClipModel::load(table.withOptions({.type = type}));
      const auto images = files.in("image", type);
      const auto texts = phrases(*clip, tokens);
      const auto last = general(*clip, images, texts, true, 1.0);
      const auto closed = closedForm(*clip, images, texts).transpose(0, 1);
      fixture.compare("image_relevance_last_layer", last);
      fixture.compare("image_relevance_last_layer", closed);
      if (type == at::kDouble) {
        compareTensors("closed form", closed, last, 1e-12, 1e-8);
      }
      fixture.compare("image_relevance_all_layers",
                      general(*clip, images, texts, false, clip->logitScale()));
      fixture.compare("text_row_raw",
                      textRows(*clip, tokens, clip->encodeImage(images), clip->logitScale()));
    }
  }
}

TEST_CASE("Image relevance of a seeded CLIP matches, by both paths", "[parity]") {
  for (const Fixture &fixture : seededFixtures()) {
    for (const c10::ScalarType type : kFloatTypes) {
      INFO(type);
      checkImageRelevance(fixture, type);
    }
  }
}

TEST_CASE("Maps, soft masks and overlaps of the spatial loss match, and so does its gradient",
          "[parity]") {
  for (const Fixture &fixture : seededFixtures()) {
    for (const c10::ScalarType type : kFloatTypes) {
      INFO(type);
      checkTheSpatialLoss(fixture, type);
    }
  }
}

TEST_CASE("Text relevance and word relevance match in every normalisation", "[parity]") {
  for (const Fixture &fixture : seededFixtures()) {
    for (const c10::ScalarType type : kFloatTypes) {
      INFO(type);
      checkTextRelevance(fixture, type);
    }
  }
}

TEST_CASE("The edit term and its gradient through the image feature match", "[parity]") {
  const std::string key = "edit_desired_words_prompt";
  for (const Fixture &fixture : seededFixtures()) {
    std::size_t found = 0;
    for (const auto &[name, desired] : fixture.json().items()) {
      if (name.starts_with(key)) {
        for (const c10::ScalarType type : kFloatTypes) {
          INFO(type);
          checkTheEditTerm(fixture, numberBehind("prompt", name), desired, type);
        }
        ++found;
      }
    }
    CHECK(found > 0);
  }
}
