// ViT-B/32 at its full size, with weights from the seeded recipe.

#include <ATen/ATen.h>

#include <catch2/catch.hpp>
#include <cmath>

#include "engine/models/clip/clip_model.h"
#include "tests/engine/inspect/published_clips.h"
#include "tests/support/fixture.h"

using namespace everyword;
using namespace everyword::testing;

namespace {

double fanIn(const Shape &shape) {
  double product = 1;
  for (std::size_t i = 1; i < shape.size(); ++i) {
    product *= static_cast<double>(shape[i]);
  }
  return product;
}

/// Entry number i, the names in byte order, from seed `base` + i.
std::map<std::string, at::Tensor> seededClip(const std::map<std::string, Shape> &shapes,
                                             std::uint64_t base) {
  std::map<std::string, at::Tensor> weights;
  for (const auto &[name, shape] : shapes) {
    const at::Tensor normal = seededNormal(base++, shape);
    const bool isNorm = name.find("ln_") != std::string::npos;
    double scale = 0.1, add = 0;
    if (name.ends_with("token_embedding.weight") || name.ends_with("class_embedding")) {
      scale = 0.5;
    } else if (name.ends_with("positional_embedding")) {
      scale = 0.2;
    } else if (name.ends_with("proj") || name.ends_with("text_projection")) {
      scale = 1 / std::sqrt(static_cast<double>(shape[0]));
    } else if (shape.size() >= 2) {
      scale = 1 / std::sqrt(fanIn(shape));
    } else if (isNorm && name.ends_with("weight")) {
      add = 1;
    }
    weights[name] =
        shape.empty() ? at::full({}, std::log(100.0), at::kFloat) : normal * scale + add;
  }
  return weights;
}

}  // namespace

TEST_CASE("ViT-B/32 of full size gives finite unit features that tell pictures and texts apart",
          "[clip]") {
  const at::NoGradGuard noGrad;
  const ShapeTable shapes = ClipShapes(publishedClips().front(), ClipNaming::OpenAi).table;
  const auto clip =
      ClipModel::load(TensorTable::fromTensors(seededClip(shapes.shapes, 4000), "seeded.pt"));
  CHECK(clip->config().imageSize == 224);
  CHECK(clip->logitScale() == Approx(100));
  const auto check = [](const at::Tensor &features) {
    CHECK(features.sizes() == at::IntArrayRef({2, 512}));
    const at::Tensor units = l2Normalize(features);
    CHECK(at::isfinite(units).all().item<bool>());
    CHECK(at::allclose(units.norm(2, -1), at::ones({2})));
    CHECK((units[0] * units[1]).sum().item<double>() < 0.999);
  };
  check(clip->encodeImage(normaliseForClip(seededNormal(1, {2, 3, 224, 224}).sigmoid())));
  at::Tensor tokens = at::zeros({2, 77}, at::kLong);
  for (int text = 0; text < 2; ++text) {
    tokens[text][0] = 49406;
    tokens[text][1] = 320 + 1000 * text;
    tokens[text][2 + text] = 49407;
  }
  check(clip->encodeText(tokens));
}
