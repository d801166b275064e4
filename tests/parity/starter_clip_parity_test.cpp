// The starter pack's own CLIP: stem, features, and the closed form of the last block.
#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>

#include <catch2/catch.hpp>

#include "engine/models/clip/clip_model.h"
#include "engine/models/clip/vision_transformer.h"
#include "engine/relevance/image_relevance.h"
#include "tests/support/fixture.h"

using namespace everyword;

namespace {

const Fixture &fixture() {
  static const Fixture it("starter", "starter");
  return it;
}

const ClipModel &clip() {
  static const auto it = ClipModel::load(TensorTable::open(starterFolder() + "/clip.safetensors"));
  return *it;
}

at::Tensor tokens() { return fixture().in("token_ids").to(at::kLong); }
at::Tensor phrases() { return l2Normalize(clip().encodeText(tokens())).detach(); }

}  // namespace

TEST_CASE("The starter pack's stem, features and relevance match", "[parity]") {
  CHECK(clip().config().vision == VisionKind::StemTransformer);
  const auto images = normaliseForClip(fixture().in("picture").to(at::kFloat));
  LastBlockTrace trace;
  const auto image = clip().encodeImage(images, nullptr, &trace);
  const auto text = clip().encodeText(tokens());
  fixture().compare("image_feature", image);
  fixture().compare("text_features", text);
  fixture().compare("cosines", at::matmul(l2Normalize(image), l2Normalize(text).t()));
  fixture().compare("relevance_last_block",
                    asGrid(lastBlockRelevance(trace, image, l2Normalize(text))));

  const auto table = TensorTable::open(starterFolder() + "/clip.safetensors");
  WeightLoader loader(table);
  ClipWeights weights(table, loader, c10::kCPU);
  fixture().compare("stem", VisionTransformer::load(clip().config(), table, weights).stem(images));
}

TEST_CASE("On the starter pack the closed form equals the general path, gradient included",
          "[parity]") {
  const auto images = normaliseForClip(fixture().in("picture").to(at::kFloat)).requires_grad_(true);
  const auto texts = phrases();
  LastBlockTrace last;
  const auto feature = clip().encodeImage(images, nullptr, &last);
  const auto closed = lastBlockRelevance(last, feature, texts);
  AttentionTrace trace;
  const auto general =
      imageRelevance(trace, clip().encodeImage(images, &trace), texts, true, 1.0, true);
  const auto largest = general.abs().max().item<double>();
  compareTensors("relevance", closed, general, 1e-5 * largest, 0);

  const auto weight = seededNormal(11, general.sizes().vec());
  const auto gradientOf = [&](const at::Tensor &map) {
    return torch::autograd::grad({(map * weight).sum()}, {images})[0];
  };
  const auto expected = gradientOf(general);
  compareTensors("gradient", gradientOf(closed), expected,
                 1e-4 * expected.abs().max().item<double>(), 0);
}
