#include <ATen/ATen.h>

#include <catch2/catch.hpp>

#include "engine/api/errors.h"
#include "tests/engine/stylegan2/tiny_stylegan2.h"

using namespace everyword;

namespace {

TensorTable below(const std::string &prefix, std::map<std::string, at::Tensor> others = {}) {
  for (const auto &[name, tensor] : TinyStyleGan2().tensors) {
    others[prefix + name] = tensor;
  }
  return TensorTable::fromTensors(others, "tiny.pt");
}

}  // namespace

TEST_CASE("StyleGAN2's widths, levels and layers follow from the shapes", "[stylegan2]") {
  const StyleGan2Config config = StyleGan2Config::fromTensors(TinyStyleGan2().table());
  CHECK(config.size == 16);
  CHECK(config.styleDim == 6);
  CHECK(config.mappingLayers == 2);
  CHECK(config.channels == std::vector<std::int64_t>{8, 5, 4});
  CHECK(config.latentRows() == 6);
  CHECK(config.noiseLayers() == 5);
  CHECK(config.styleVectors() == 8);
  const std::vector<std::int64_t> widths = {8, 8, 8, 5, 5, 5, 4, 4};
  const std::vector<std::int64_t> noises = {4, 8, 8, 16, 16};
  for (std::size_t i = 0; i < widths.size(); ++i) {
    CHECK(config.styleWidth(i) == widths[i]);
  }
  for (std::size_t i = 0; i < noises.size(); ++i) {
    CHECK(config.noiseSize(i) == noises[i]);
  }
}

TEST_CASE("The published generator of 1024 pixels is recognised", "[stylegan2]") {
  StyleGan2Config published;
  published.channels = {512, 512, 512, 512, 512, 256, 128, 64, 32};
  const TensorTable table = TensorTable::fromTensors(RandomStyleGan2(published).tensors);
  const StyleGan2Config config = StyleGan2Config::fromTensors(table);
  CHECK(config.size == 1024);
  CHECK(config.channels == published.channels);
  CHECK(config.channelMultiplier == 2);
  CHECK(config.latentRows() == 18);
  CHECK(config.styleVectors() == 26);
}

TEST_CASE("The averaged generator is taken where a checkpoint holds several", "[stylegan2]") {
  std::map<std::string, at::Tensor> training;
  for (const auto &[name, tensor] : TinyStyleGan2().tensors) {
    training["g." + name] = tensor + 1;
  }
  training["latent_avg"] = at::ones({6});
  const TensorTable table = below("g_ema.", training);
  CHECK(stylegan2::looksLikeStyleGan2(table));
  const auto model = StyleGan2Model::load(table);
  CHECK(at::equal(model->storedNoise()[0], TinyStyleGan2().tensors["noises.noise_0"]));
  CHECK(at::equal(model->storedMeanLatent(), at::ones({1, 6})));
  CHECK_FALSE(StyleGan2Model::load(below(""))->storedMeanLatent().defined());
}

TEST_CASE("One error names all missing, mis-shaped and extra tensors of a StyleGAN2",
          "[stylegan2]") {
  TinyStyleGan2 tiny;
  tiny.tensors.erase("convs.2.conv.weight");
  tiny.tensors.erase("noises.noise_3");
  tiny.tensors["to_rgbs.0.bias"] = at::zeros({1, 4, 1, 1});
  tiny.tensors["conv1.surplus"] = at::zeros({1});
  tiny.tensors["convs.0.conv.blur.kernel"] = at::ones({4, 4});
  CHECK_THROWS_WITH(StyleGan2Model::load(tiny.table()),
                    Catch::Contains("tiny.pt") && Catch::Contains("missing convs.2.conv.weight") &&
                        Catch::Contains("noises.noise_3") &&
                        Catch::Contains("to_rgbs.0.bias is [1,4,1,1], expected [1,3,1,1]") &&
                        Catch::Contains("extra: conv1.surplus") && !Catch::Contains("blur.kernel"));
  CHECK_THROWS_AS(StyleGan2Model::load(tiny.table()), FileError);
}

TEST_CASE("What is no StyleGAN2, or pretends a huge one, is refused", "[stylegan2]") {
  const TensorTable other = TensorTable::fromTensors({{"a", at::ones({1})}}, "other.pt");
  CHECK_FALSE(stylegan2::looksLikeStyleGan2(other));
  CHECK_THROWS_AS(StyleGan2Model::load(other), FileError);
  TinyStyleGan2 tiny;
  tiny.tensors["convs.99.conv.weight"] = at::zeros({1});
  CHECK_THROWS_WITH(StyleGan2Model::load(tiny.table()), Catch::Contains("50 levels"));
}

TEST_CASE("A checkpoint's own blur kernel counts", "[stylegan2]") {
  const at::NoGradGuard noGrad;
  TinyStyleGan2 tiny;
  const at::Tensor wPlus = at::randn({1, 6, 6});
  const at::Tensor usual = StyleGan2Model::load(tiny.table())->synthesise(wPlus);
  const at::Tensor row = at::tensor({1.0F, 3.0F, 3.0F, 1.0F});
  tiny.tensors["to_rgbs.1.upsample.kernel"] = at::outer(row, row) / 16;
  CHECK(at::equal(StyleGan2Model::load(tiny.table())->synthesise(wPlus), usual));
  tiny.tensors["to_rgbs.1.upsample.kernel"] = at::ones({4, 4}) / 4;
  CHECK_FALSE(at::allclose(StyleGan2Model::load(tiny.table())->synthesise(wPlus), usual));
}
