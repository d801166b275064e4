#include "engine/evaluate/full_size_models.h"

#include <ATen/ATen.h>

#include <cmath>

#include "engine/evaluate/random_arcface.h"
#include "engine/evaluate/random_biggan_deep.h"
#include "engine/evaluate/random_stylegan2.h"
#include "engine/evaluate/random_vqgan.h"

namespace everyword {
namespace {

/// Tensors under OpenAI's names.
class RandomClip {
 public:
  RandomClip() {
    constexpr std::int64_t kWidth = 768, kTextWidth = 512, kFeature = 512, kTokens = 50;
    tensors["visual.conv1.weight"] = weight({kWidth, 3, 32, 32}, 3 * 32 * 32);
    tensors["visual.class_embedding"] = at::randn({kWidth}) * 0.5;
    tensors["visual.positional_embedding"] = at::randn({kTokens, kWidth}) * 0.2;
    norm("visual.ln_pre", kWidth);
    norm("visual.ln_post", kWidth);
    tensors["visual.proj"] = weight({kWidth, kFeature}, kWidth);
    transformer("visual.transformer", kWidth);
    tensors["token_embedding.weight"] = at::randn({49408, kTextWidth}) * 0.5;
    tensors["positional_embedding"] = at::randn({77, kTextWidth}) * 0.2;
    norm("ln_final", kTextWidth);
    tensors["text_projection"] = weight({kTextWidth, kFeature}, kTextWidth);
    tensors["logit_scale"] = at::scalar_tensor(std::log(100.0), at::kFloat);
    transformer("transformer", kTextWidth);
  }

  std::map<std::string, at::Tensor> tensors;

 private:
  static at::Tensor weight(at::IntArrayRef shape, std::int64_t fanIn) {
    return at::randn(shape) / std::sqrt(static_cast<double>(fanIn));
  }

  void norm(const std::string &name, std::int64_t width) {
    tensors[name + ".weight"] = at::randn({width}) * 0.1 + 1;
    tensors[name + ".bias"] = at::randn({width}) * 0.1;
  }

  void linear(const std::string &weightName, const std::string &biasName, std::int64_t from,
              std::int64_t to) {
    tensors[weightName] = weight({to, from}, from);
    tensors[biasName] = at::randn({to}) * 0.1;
  }

  void transformer(const std::string &name, std::int64_t width) {
    for (int i = 0; i < 12; ++i) {
      const std::string block = name + ".resblocks." + std::to_string(i);
      norm(block + ".ln_1", width);
      linear(block + ".attn.in_proj_weight", block + ".attn.in_proj_bias", width, 3 * width);
      linear(block + ".attn.out_proj.weight", block + ".attn.out_proj.bias", width, width);
      norm(block + ".ln_2", width);
      linear(block + ".mlp.c_fc.weight", block + ".mlp.c_fc.bias", width, 4 * width);
      linear(block + ".mlp.c_proj.weight", block + ".mlp.c_proj.bias", 4 * width, width);
    }
  }
};

}  // namespace

std::map<std::string, at::Tensor> randomVitB32Tensors() {
  at::manual_seed(1);
  return RandomClip().tensors;
}

std::shared_ptr<const ClipModel> randomVitB32(c10::Device device) {
  return ClipModel::load(TensorTable::fromTensors(randomVitB32Tensors()), device);
}

std::shared_ptr<const VqganModel> randomVqganF16(c10::Device device) {
  const VqganConfig config;  // its defaults are this model's
  return VqganModel::load(TensorTable::fromTensors(RandomVqgan(config).tensors), config, device);
}

std::shared_ptr<const StyleGan2Model> randomStyleGan2(c10::Device device) {
  StyleGan2Config config;
  config.channels = {512, 512, 512, 512, 512, 256, 128, 64, 32};
  return StyleGan2Model::load(TensorTable::fromTensors(RandomStyleGan2(config).tensors), device);
}

std::shared_ptr<const BigGanModel> randomBigGanDeep(c10::Device device) {
  constexpr std::int64_t kWidth = 128, kLatent = 128, kClasses = 1000, kTruncations = 51;
  std::vector<std::int64_t> widths;
  for (const std::int64_t times : {16, 16, 16, 16, 8, 8, 8, 8, 4, 4, 2, 2, 1}) {
    widths.push_back(times * kWidth);
  }
  at::manual_seed(4);
  const auto tensors =
      deepWeights(DeepLayout(widths, 8, kLatent, kClasses, kTruncations).shapes,
                  [](const std::vector<std::int64_t> &shape) { return at::randn(shape); });
  return BigGanModel::load(TensorTable::fromTensors(tensors), device);
}

std::shared_ptr<const ArcFaceModel> randomIrSe50(c10::Device device) {
  ArcFaceConfig config;
  std::int64_t from = 64;
  const std::vector<std::pair<std::int64_t, int>> stages = {{64, 3}, {128, 4}, {256, 14}, {512, 3}};
  for (const auto &[width, blocks] : stages) {
    for (int i = 0; i < blocks; ++i) {
      config.blocks.push_back({from, width, i == 0 ? 2 : 1, width / 16});
      from = width;
    }
  }
  return ArcFaceModel::load(TensorTable::fromTensors(RandomArcFace(config).tensors), device);
}

}  // namespace everyword
