// The tiny CLIP with the modified ResNet, in two files.
#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>

#include <catch2/catch.hpp>

#include "engine/models/clip/clip_model.h"
#include "engine/models/clip/clip_names.h"
#include "engine/models/clip/modified_resnet.h"
#include "tests/support/fixture.h"

using namespace everyword;

namespace {

const Fixture &fixture() {
  static const Fixture it("clip_resnet", "clip_resnet");
  return it;
}

TensorTable tableOf(const std::string &file) { return TensorTable::open(fixture().path(file)); }

}  // namespace

TEST_CASE("Both files of the ResNet CLIP give the published features and gradient", "[parity]") {
  const std::string file = GENERATE("openai_state_dict.pt", "openai_jit.pt");
  INFO(file);
  const auto clip = ClipModel::load(tableOf(file));
  CHECK(clip->config().vision == VisionKind::ResNet);
  CHECK(clip->config().visionHeads == fixture().json().at("config").at("vision_heads"));
  const auto images = fixture().in("image").requires_grad_(true);
  const auto image = clip->encodeImage(images);
  const auto text = clip->encodeText(fixture().in("tokens"));
  fixture().compare("image_features", image);
  fixture().compare("text_features", text);
  const auto logits = clip->logitScale() * at::matmul(l2Normalize(image), l2Normalize(text).t());
  fixture().compare("logits_per_image", logits);
  fixture().compare("grad_image",
                    torch::autograd::grad({logits.select(1, 0).sum() / 100}, {images})[0]);
}

TEST_CASE("Stem and stages of the ResNet match", "[parity]") {
  const auto table = tableOf("openai_state_dict.pt");
  WeightLoader loader(table);
  ClipWeights weights(table, loader, c10::kCPU);
  const auto net = ModifiedResnet::load(ClipConfig::fromTensors(table), weights);
  auto x = net.stem(fixture().in("image"));
  fixture().compare("stem", x);
  for (std::size_t s = 0; s < 4; ++s) {
    x = net.stage(s, x);
    fixture().compare("layer" + std::to_string(s + 1), x);
  }
}
