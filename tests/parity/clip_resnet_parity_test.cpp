// The tiny CLIP with the modified ResNet, in two files.
#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>

#include <catch2/catch.hpp>

#include "engine/models/clip/clip_model.h"
#include "engine/models/clip/clip_names.h"
#include "engine/models/clip/modified_resnet.h"
#include "tests/support/fixture.h"

using namespace everyword;

TEST_CASE("Each file of a ResNet CLIP gives the published features and gradient", "[parity]") {
  for (const Fixture &fixture : fixturesNamed("clip_resnet")) {
    for (const auto &[file, meaning] : fixture.json().at("files").items()) {
      for (const c10::ScalarType type : kFloatTypes) {
        INFO(file << " in " << type);
        const auto table = TensorTable::open(fixture.path(file)).withOptions({.type = type});
        const auto clip = ClipModel::load(table);
        CHECK(clip->config().vision == VisionKind::ResNet);
        CHECK(clip->config().visionHeads == fixture.json().at("config").at("vision_heads"));
        const auto images = fixture.in("image", type).requires_grad_(true);
        const auto image = clip->encodeImage(images);
        const auto text = clip->encodeText(fixture.in("tokens"));
        fixture.compare("image_features", image);
        fixture.compare("text_features", text);
        const auto logits =
            clip->logitScale() * at::matmul(l2Normalize(image), l2Normalize(text).t());
        fixture.compare("logits_per_image", logits);
        const auto loss = logits.select(1, 0).sum() / 100;
        fixture.compare("grad_image", torch::autograd::grad({loss}, {images})[0], kReluKinks);
      }
    }
  }
}

TEST_CASE("Stem and stages of the ResNet match", "[parity]") {
  for (const Fixture &fixture : fixturesNamed("clip_resnet")) {
    const auto file = fixture.json().at("files").items().begin().key();  // all hold the same
    const auto table = withOpenAiNames(TensorTable::open(fixture.path(file)));
    WeightLoader loader(table);
    ClipWeights weights(table, loader, c10::kCPU);
    const auto net = ModifiedResnet::load(ClipConfig::fromTensors(table), weights);
    auto x = net.stem(fixture.in("image"));
    fixture.compare("stem", x);
    const auto stages = fixture.json().at("config").at("vision_layers").size();
    for (std::size_t s = 0; s < stages; ++s) {
      x = net.stage(s, x);
      fixture.compare("layer" + std::to_string(s + 1), x);
    }
  }
}
