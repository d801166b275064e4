#include "tests/support/tiny_clip.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>

#include <cmath>
#include <vector>

namespace everyword {
namespace {

class Maker {
 public:
  explicit Maker(std::uint64_t seed) : generator_(at::make_generator<at::CPUGeneratorImpl>(seed)) {}

  void normal(const std::string &name, const std::vector<std::int64_t> &shape, double scale,
              double add = 0) {
    weights[name] =
        at::randn(shape, generator_, at::TensorOptions().dtype(at::kFloat)) * scale + add;
  }
  void linear(const std::string &prefix, std::int64_t out, std::int64_t in) {
    normal(prefix + "weight", {out, in}, 1 / std::sqrt(static_cast<double>(in)));
    normal(prefix + "bias", {out}, 0.1);
  }
  void norm(const std::string &prefix, std::int64_t width) {
    normal(prefix + "weight", {width}, 0.1, 1);
    normal(prefix + "bias", {width}, 0.1);
  }
  void block(const std::string &prefix, std::int64_t width) {
    norm(prefix + "ln_1.", width);
    normal(prefix + "attn.in_proj_weight", {3 * width, width},
           1 / std::sqrt(static_cast<double>(width)));
    normal(prefix + "attn.in_proj_bias", {3 * width}, 0.1);
    linear(prefix + "attn.out_proj.", width, width);
    norm(prefix + "ln_2.", width);
    linear(prefix + "mlp.c_fc.", 4 * width, width);
    linear(prefix + "mlp.c_proj.", width, 4 * width);
  }

  std::map<std::string, at::Tensor> weights;

 private:
  at::Generator generator_;
};

}  // namespace

std::map<std::string, at::Tensor> tinyClipWeights(const TinyClip &s) {
  Maker make(s.seed);
  const auto grid = s.side / s.patch;
  make.normal("visual.conv1.weight", {s.width, 3, s.patch, s.patch},
              1 / std::sqrt(3.0 * static_cast<double>(s.patch * s.patch)));
  make.normal("visual.class_embedding", {s.width}, 0.5);
  make.normal("visual.positional_embedding", {grid * grid + 1, s.width}, 0.2);
  make.norm("visual.ln_pre.", s.width);
  for (std::int64_t i = 0; i < s.layers; ++i) {
    make.block("visual.transformer.resblocks." + std::to_string(i) + ".", s.width);
  }
  make.norm("visual.ln_post.", s.width);
  make.normal("visual.proj", {s.width, s.embed}, 1 / std::sqrt(static_cast<double>(s.width)));
  make.normal("token_embedding.weight", {s.vocabulary, s.textWidth}, 0.5);
  make.normal("positional_embedding", {s.context, s.textWidth}, 0.2);
  for (std::int64_t i = 0; i < s.textLayers; ++i) {
    make.block("transformer.resblocks." + std::to_string(i) + ".", s.textWidth);
  }
  make.norm("ln_final.", s.textWidth);
  make.normal("text_projection", {s.textWidth, s.embed},
              1 / std::sqrt(static_cast<double>(s.textWidth)));
  make.weights["logit_scale"] = at::scalar_tensor(std::log(100.0), at::kFloat);
  return std::move(make.weights);
}

}  // namespace everyword
