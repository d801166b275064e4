#include "engine/models/stylegan2/stylegan2_model.h"

#include <ATen/ATen.h>

#include <algorithm>

#include "engine/api/errors.h"
#include "engine/core/check_shape.h"
#include "engine/models/stylegan2/stylegan2_layers.h"

namespace everyword {
namespace {

using namespace stylegan2;

/// One resolution above 4 pixels.
struct Level {
  StyledConvolution up, flat;
  ToRgb rgb;
};

class RosinalityStyleGan2 : public StyleGan2Model {
 public:
  RosinalityStyleGan2(const WeightSource &source, StyleGan2Config config, at::Tensor storedMean);

  const StyleGan2Config &config() const override { return config_; }
  at::Tensor mapLatent(const at::Tensor &z) const override;
  at::Tensor meanLatent(const at::Tensor &z) const override { return mapLatent(z).mean(0, true); }
  const at::Tensor &storedMeanLatent() const override { return storedMean_; }
  at::Tensor repeatLatent(const at::Tensor &w) const override;
  std::vector<at::Tensor> stylesOf(const at::Tensor &wPlus) const override;
  const std::vector<at::Tensor> &storedNoise() const override { return noise_; }
  std::vector<at::Tensor> drawNoise(Rng &rng) const override;
  at::Tensor synthesiseStyles(const std::vector<at::Tensor> &styles,
                              const std::vector<at::Tensor> &noise) const override;

 private:
  void checkStyles(const std::vector<at::Tensor> &styles) const;
  const std::vector<at::Tensor> &checkedNoise(const std::vector<at::Tensor> &noise) const;

  StyleGan2Config config_;
  at::Tensor storedMean_;
  Mapping mapping_;
  at::Tensor constant_;  ///< [1, C, 4, 4]
  StyledConvolution first_;
  ToRgb firstRgb_;
  std::vector<Level> levels_;
  std::vector<at::Tensor> noise_;
};

RosinalityStyleGan2::RosinalityStyleGan2(const WeightSource &source, StyleGan2Config config,
                                         at::Tensor storedMean)
    : config_(std::move(config)),
      storedMean_(std::move(storedMean)),
      mapping_(source, config_.styleDim, config_.mappingLayers),
      constant_(source.get("input.input", {1, config_.channels[0], 4, 4})),
      first_(source, "conv1", config_.styleDim, config_.channels[0], config_.channels[0], false),
      firstRgb_(source, "to_rgb1", config_.styleDim, config_.channels[0], {}) {
  for (std::size_t i = 0; i + 1 < config_.levels(); ++i) {
    const std::int64_t from = config_.channels[i], to = config_.channels[i + 1];
    const std::string rgb = "to_rgbs." + std::to_string(i);
    const auto convolution = [&](std::size_t index, std::int64_t width, bool upsample) {
      return StyledConvolution(source, "convs." + std::to_string(index), config_.styleDim, width,
                               to, upsample);
    };
    levels_.push_back({convolution(2 * i, from, true), convolution(2 * i + 1, to, false),
                       ToRgb(source, rgb, config_.styleDim, to, rgb + ".upsample.kernel")});
  }
  for (std::size_t i = 0; i < config_.noiseLayers(); ++i) {
    const std::int64_t size = config_.noiseSize(i);
    noise_.push_back(source.get("noises.noise_" + std::to_string(i), {1, 1, size, size}));
  }
}

at::Tensor RosinalityStyleGan2::mapLatent(const at::Tensor &z) const {
  checkShape(z, {kAny, config_.styleDim}, "latent of StyleGAN2");
  return mapping_(z);
}

at::Tensor RosinalityStyleGan2::repeatLatent(const at::Tensor &w) const {
  checkShape(w, {kAny, config_.styleDim}, "w of StyleGAN2");
  return w.unsqueeze(1).repeat({1, config_.latentRows(), 1});
}

std::vector<at::Tensor> RosinalityStyleGan2::stylesOf(const at::Tensor &wPlus) const {
  checkShape(wPlus, {kAny, config_.latentRows(), config_.styleDim}, "W+ of StyleGAN2");
  const auto row = [&](std::size_t i) { return wPlus.select(1, static_cast<std::int64_t>(i)); };
  std::vector<at::Tensor> styles = {first_.styleOf(row(0)), firstRgb_.styleOf(row(1))};
  for (std::size_t i = 0; i < levels_.size(); ++i) {
    styles.push_back(levels_[i].up.styleOf(row(2 * i + 1)));
    styles.push_back(levels_[i].flat.styleOf(row(2 * i + 2)));
    styles.push_back(levels_[i].rgb.styleOf(row(2 * i + 3)));  // the next level's first, too
  }
  return styles;
}

std::vector<at::Tensor> RosinalityStyleGan2::drawNoise(Rng &rng) const {
  std::vector<at::Tensor> noise;
  for (const at::Tensor &stored : noise_) {
    noise.push_back(rng.normalTensor(stored.sizes()).to(stored.device()));
  }
  return noise;
}

void RosinalityStyleGan2::checkStyles(const std::vector<at::Tensor> &styles) const {
  if (styles.size() != config_.styleVectors()) {
    throw ShapeError("style space of StyleGAN2 has " + std::to_string(config_.styleVectors()) +
                     " vectors, got " + std::to_string(styles.size()));
  }
  for (std::size_t i = 0; i < styles.size(); ++i) {
    const std::int64_t batch = i ? styles[0].size(0) : kAny;
    checkShape(styles[i], {batch, config_.styleWidth(i)}, "style vector " + std::to_string(i));
  }
}

const std::vector<at::Tensor> &RosinalityStyleGan2::checkedNoise(
    const std::vector<at::Tensor> &noise) const {
  if (noise.empty()) {
    return noise_;
  }
  if (noise.size() != noise_.size()) {
    throw ShapeError("StyleGAN2 takes the noise of " + std::to_string(noise_.size()) +
                     " layers, got " + std::to_string(noise.size()));
  }
  for (std::size_t i = 0; i < noise.size(); ++i) {
    const std::int64_t size = config_.noiseSize(i);
    checkShape(noise[i], {kAny, 1, size, size}, "noise of layer " + std::to_string(i));
  }
  return noise;
}

at::Tensor RosinalityStyleGan2::synthesiseStyles(const std::vector<at::Tensor> &styles,
                                                 const std::vector<at::Tensor> &given) const {
  checkStyles(styles);
  const std::vector<at::Tensor> &noise = checkedNoise(given);
  at::Tensor x = first_(constant_, styles[0], noise[0]);
  at::Tensor picture = firstRgb_(x, styles[1], {});
  for (std::size_t i = 0; i < levels_.size(); ++i) {
    const std::size_t style = 3 * i + 2, layer = 2 * i + 1;
    x = levels_[i].up(x, styles[style], noise[layer]);
    x = levels_[i].flat(x, styles[style + 1], noise[layer + 1]);
    picture = levels_[i].rgb(x, styles[style + 2], picture);
  }
  return picture;
}

/// The average of w that rosinality's converter stores beside the generator.
at::Tensor storedMeanOf(const TensorTable &whole, const StyleGan2Config &config,
                        c10::Device device) {
  const std::string name = "latent_avg";
  if (!whole.has(name) || whole.info(name).shape != std::vector<std::int64_t>{config.styleDim}) {
    return {};
  }
  return whole.loadFloat(name).to(device).unsqueeze(0);
}

}  // namespace

StepMemory StyleGan2Model::stepMemory(double, double) const {
  constexpr double kFloatBytes = 4;
  // Of each convolution its result and the activation behind it. While the largest works, its
  // gradient, the one before and the products of both are there as well.
  double kept = 0, largest = 0;
  for (std::size_t level = 0; level < config().levels(); ++level) {
    const auto side = static_cast<double>(std::int64_t{4} << level);
    const double map = static_cast<double>(config().channels[level]) * side * side * kFloatBytes;
    kept += map * (level == 0 ? 2 : 4);
    largest = std::max(largest, map);
  }
  const double whole = kept + 4 * largest;
  return {whole, whole};
}

std::shared_ptr<const StyleGan2Model> StyleGan2Model::load(const TensorTable &table,
                                                           c10::Device device) {
  const TensorTable part = generatorPart(table);
  const StyleGan2Config config = StyleGan2Config::fromTensors(part);
  WeightLoader loader(part);
  loader.ignore("latent_avg");
  auto model = std::make_shared<const RosinalityStyleGan2>(WeightSource(loader, device), config,
                                                           storedMeanOf(table, config, device));
  loader.finish("StyleGAN2");
  return model;
}

at::Tensor truncateLatent(const at::Tensor &w, const at::Tensor &centre, double psi) {
  return centre + psi * (w - centre);
}

}  // namespace everyword
