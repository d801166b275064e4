#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>

#include <catch2/catch.hpp>

#include "engine/api/errors.h"
#include "engine/core/precision.h"
#include "tests/engine/stylegan2/tiny_stylegan2.h"

using namespace everyword;

TEST_CASE("A row of W+ changes only its own layers", "[stylegan2]") {
  const auto model = StyleGan2Model::load(TinyStyleGan2().table());
  const at::Tensor wPlus = at::randn({1, 6, 6});
  at::Tensor moved = wPlus.clone();
  moved.select(1, 3) += 1;
  const auto before = model->stylesOf(wPlus), after = model->stylesOf(moved);
  REQUIRE(before.size() == 8);
  for (std::size_t i = 0; i < before.size(); ++i) {
    INFO("style vector " << i);
    CHECK(at::equal(before[i], after[i]) == (i != 4 && i != 5));
  }
}

TEST_CASE("Truncation draws towards the centre", "[stylegan2]") {
  const at::Tensor w = at::randn({2, 6}), centre = at::randn({1, 6});
  CHECK(at::allclose(truncateLatent(w, centre, 1), w));
  CHECK(at::allclose(truncateLatent(w, centre, 0), centre.expand({2, 6})));
  CHECK(at::allclose(truncateLatent(w, centre, 0.7), 0.3 * centre + 0.7 * w));
}

TEST_CASE("A batch gives the pictures of its members", "[stylegan2]") {
  const at::NoGradGuard noGrad;
  const auto model = StyleGan2Model::load(TinyStyleGan2().table());
  const at::Tensor wPlus = model->repeatLatent(model->mapLatent(at::randn({3, 6})));
  const at::Tensor pictures = model->synthesise(wPlus);
  CHECK(pictures.sizes() == at::IntArrayRef({3, 3, 16, 16}));
  CHECK(at::allclose(pictures[2], model->synthesise(wPlus.narrow(0, 2, 1))[0], 1e-4, 1e-4));
}

TEST_CASE("Noise is the stored one unless another is given", "[stylegan2]") {
  const at::NoGradGuard noGrad;
  const auto model = StyleGan2Model::load(TinyStyleGan2().table());
  const at::Tensor wPlus = at::randn({1, 6, 6});
  const at::Tensor stored = model->synthesise(wPlus);
  CHECK(at::equal(model->synthesise(wPlus, model->storedNoise()), stored));
  Rng rng(5), same(5);
  const at::Tensor fresh = model->synthesise(wPlus, model->drawNoise(rng));
  CHECK_FALSE(at::equal(fresh, stored));
  CHECK(at::equal(fresh, model->synthesise(wPlus, model->drawNoise(same))));
}

TEST_CASE("Wrong numbers of rows, style vectors or noises are refused", "[stylegan2]") {
  const auto model = StyleGan2Model::load(TinyStyleGan2().table());
  CHECK_THROWS_AS(model->synthesise(at::zeros({1, 5, 6})), ShapeError);
  CHECK_THROWS_AS(model->mapLatent(at::zeros({1, 7})), ShapeError);
  auto styles = model->stylesOf(at::zeros({1, 6, 6}));
  CHECK_THROWS_WITH(model->synthesiseStyles(styles, {at::zeros({1, 1, 4, 4})}),
                    Catch::Contains("5 layers, got 1"));
  styles.pop_back();
  CHECK_THROWS_WITH(model->synthesiseStyles(styles), Catch::Contains("8 vectors, got 7"));
}

TEST_CASE("A picture in bfloat16 has nearly the gradient that it has in float32", "[stylegan2]") {
  const auto model = StyleGan2Model::load(TinyStyleGan2().table());
  Rng rng(3);
  const at::Tensor latent = model->mapLatent(rng.normalTensor({1, 6}));
  const at::Tensor weights = rng.normalTensor({1, 3, 16, 16});
  const auto gradientIn = [&](Precision precision) {
    const at::Tensor wPlus = model->repeatLatent(latent).detach().clone().requires_grad_();
    at::Tensor picture;
    {
      const ReducedPrecision reduced(precision, at::kCPU);
      picture = model->synthesise(wPlus);
    }
    return torch::autograd::grad({(inFullPrecision(picture) * weights).sum()}, {wPlus})[0];
  };
  const at::Tensor wanted = gradientIn(Precision::Fp32), got = gradientIn(Precision::Bf16);
  CHECK(got.scalar_type() == at::kFloat);
  CHECK((got - wanted).norm().item<double>() < 0.1 * wanted.norm().item<double>());
}
