#include "engine/run/box_looks.h"

#include <ATen/ATen.h>

#include <catch2/catch.hpp>
#include <map>

#include "engine/models/model_loader.h"

using namespace everyword;

namespace {

/// Sees the mean colour of a picture and which way it is striped, and knows five words of each.
class ColourClip final : public ClipModel {
 public:
  explicit ColourClip(const Tokenizer &tokenizer) {
    config_.imageSize = 32;
    config_.contextLength = 32;
    config_.embedDim = 6;
    const std::map<std::string, std::vector<float>> words = {{"red", {2, -1, -1, 0, 0, 0}},
                                                             {"green", {-1, 2, -1, 0, 0, 0}},
                                                             {"apple", {0, 0, 0, 2, 0, 0}},
                                                             {"dog", {0, 0, 0, 0, 2, 0}},
                                                             {"cat", {0, 0, 0, 0, 0, 2}}};
    for (const auto &[word, feature] : words) {
      const auto ids = tokenizer.encode(word).ids;
      REQUIRE(ids.size() == 1);
      features_[ids[0]] = at::tensor(feature);
    }
  }

  const ClipConfig &config() const override { return config_; }
  double logitScale() const override { return 20; }

  at::Tensor encodeImage(const at::Tensor &images, AttentionTrace *, LastBlockTrace *,
                         const ForwardOptions &) const override {
    ++encodings;
    crops = images.size(0);
    const at::Tensor colour = images.mean({2, 3});
    const at::Tensor across = (images.slice(3, 1) - images.slice(3, 0, -1)).abs().mean({1, 2, 3});
    const at::Tensor down = (images.slice(2, 1) - images.slice(2, 0, -1)).abs().mean({1, 2, 3});
    const at::Tensor stripes = at::stack({across, down}, 1);
    return at::cat({l2Normalize(colour - colour.mean(1, true)) * 2, l2Normalize(stripes) * 2,
                    at::zeros({images.size(0), 1})},
                   1);
  }

  at::Tensor encodeText(const at::Tensor &tokens, AttentionTrace *) const override {
    ++textBatches;
    at::Tensor features = at::full({tokens.size(0), 6}, 1e-3);
    for (std::int64_t row = 0; row < tokens.size(0); ++row) {
      for (std::int64_t column = 0; column < tokens.size(1); ++column) {
        const auto known = features_.find(tokens[row][column].item<std::int64_t>());
        if (known != features_.end()) {
          features[row] += known->second;
        }
      }
    }
    return features;
  }
  at::Tensor encodeTextEmbeddings(const at::Tensor &, const at::Tensor &,
                                  AttentionTrace *) const override {
    return {};
  }

  mutable int encodings = 0, textBatches = 0;
  mutable std::int64_t crops = 0;

 private:
  ClipConfig config_;
  std::map<std::int64_t, at::Tensor> features_;
};

struct Scene {
  std::shared_ptr<const Tokenizer> tokenizer =
      ModelLoader(EVERYWORD_SOURCE_DIR "/resources").tokenizer(ModelSet{}, nullptr);
  std::shared_ptr<ColourClip> clip = std::make_shared<ColourClip>(*tokenizer);
  LoadedModels models;
  at::Tensor picture = at::full({1, 3, 64, 64}, 0.5);
  StepTarget target;

  Scene() {
    models.clip = clip;
    models.tokenizer = tokenizer;
    target.regions = {{1, "red apple", {0.05, 0.25, 0.4, 0.5}, 1.0, {}, true},
                      {2, "green dog", {0.55, 0.25, 0.4, 0.5}, 1.0, {}, true}};
  }

  /// Stripes of a colour (channel 0 red, 1 green) over the box and its margin.
  void paint(const Box &box, int channel, bool across) {
    for (std::int64_t y = 0; y < 64; ++y) {
      for (std::int64_t x = 0; x < 64; ++x) {
        const double u = (double(x) + 0.5) / 64 - box.x - box.width / 2,
                     v = (double(y) + 0.5) / 64 - box.y - box.height / 2;
        if (std::abs(u) < 0.65 * box.width && std::abs(v) < 0.65 * box.height) {
          picture[0].select(1, y).select(1, x).fill_(0);
          picture[0][channel][y][x] = ((across ? x : y) / 4) % 2 ? 1.0 : 0.4;
        }
      }
    }
  }
};

}  // namespace

TEST_CASE("Boxes that show what their labels say look like their own", "[looks]") {
  Scene scene;
  scene.paint(scene.target.regions[0].box, 0, true);
  scene.paint(scene.target.regions[1].box, 1, false);
  TextFeatures texts(scene.models);
  BoxLooks looks(scene.models, texts, {"cat", "apple", "dog"});
  const auto found = looks.lookAt(scene.picture, scene.target);
  REQUIRE(found.size() == 2);
  CHECK(found[0].name == "red apple");
  CHECK(found[1].name == "green dog");
  CHECK(found[0].own);
  CHECK(found[1].own);
  CHECK(found[0].probability > 0.9);
}

TEST_CASE("Colours that went to the wrong boxes are told, and where they went", "[looks]") {
  Scene scene;
  scene.paint(scene.target.regions[0].box, 1, true);
  scene.paint(scene.target.regions[1].box, 0, false);
  TextFeatures texts(scene.models);
  const auto found = BoxLooks(scene.models, texts, {"cat"}).lookAt(scene.picture, scene.target);
  CHECK(found[0].name == "green apple");
  CHECK(found[1].name == "red dog");
  CHECK_FALSE(found[0].own);
  CHECK(found[0].probability < 0.1);
  CHECK(found[0].leak == "red went to the green dog's box");
  CHECK(found[1].leak == "green went to the red apple's box");
}

TEST_CASE("All crops are one encoding, and texts are encoded once for the labels", "[looks]") {
  Scene scene;
  TextFeatures texts(scene.models);
  BoxLooks looks(scene.models, texts, {"cat"});
  for (int i = 0; i < 3; ++i) {
    looks.lookAt(scene.picture, scene.target);
  }
  CHECK(scene.clip->encodings == 3);
  CHECK(scene.clip->crops == 2);
  CHECK(scene.clip->textBatches == 1);
  scene.target.regions[1].label = "dog";
  looks.lookAt(scene.picture, scene.target);
  CHECK(scene.clip->textBatches == 2);  // of what is new: "dog"
  scene.target.regions.clear();
  CHECK(looks.lookAt(scene.picture, scene.target).empty());
  CHECK(scene.clip->encodings == 4);
}

TEST_CASE("A crop is the box with its margin, cut off at the picture's edge", "[looks]") {
  at::Tensor picture = at::zeros({1, 3, 40, 40});
  picture.slice(2, 10, 30).slice(3, 10, 30).fill_(1);
  const Box box{0.25, 0.25, 0.5, 0.5};
  CHECK(cropOf(picture, box, 0, 16).min().item<double>() == Approx(1));
  const at::Tensor wider = cropOf(picture, box, 0.5, 16);
  CHECK(wider.sizes() == at::IntArrayRef{1, 3, 16, 16});
  CHECK(wider.mean().item<double>() == Approx(0.25));
  CHECK(at::equal(cropOf(picture, {0, 0, 1, 1}, 0.5, 40), picture));
  CHECK(cropOf(picture, {0.5, 0.5, 1e-6, 1e-6}, 0, 4).mean().item<double>() == Approx(1));
}

TEST_CASE("Texts that are encoded together have the features that they have alone", "[looks]") {
  const LoadedModels models =
      ModelLoader(EVERYWORD_SOURCE_DIR "/resources").load(ModelSet{}, c10::kCPU, {"clip"});
  TextFeatures texts(models);
  const at::Tensor together = texts.ofMany({"a dog", "a photo of a red apple", "cat"});
  CHECK(
      at::allclose(together, texts.ofAll({"a dog", "a photo of a red apple", "cat"}), 1e-4, 1e-5));
  CHECK(at::equal(texts.ofMany({"cat"})[0], together[2]));
}
