#include "engine/augment/cutout_draws.h"

#include <ATen/ATen.h>

#include <array>
#include <cmath>

#include "engine/augment/colour_jitter.h"
#include "engine/augment/homography.h"

namespace everyword {

namespace {

// Random erasing as published: share of the picture, and height/width.
constexpr double kLeastErased = 0.1, kMostErased = 0.4, kLongestSide = 1 / 0.3;

constexpr std::int64_t kNumbersPerView = 4 + 9 + 3 + 5;

/// Reads uniform numbers one after the other.
class Numbers {
 public:
  explicit Numbers(const float *next) : next_(next) {}
  double unit() { return *next_++; }
  double between(double low, double high) { return low + (high - low) * unit(); }
  double within(double largest) { return between(-largest, largest); }
  bool chance(double probability) { return unit() < probability; }

 private:
  const float *next_;
};

cv::Matx33d drawAffine(const CutoutSettings &settings, Numbers &numbers) {
  const bool applied = numbers.chance(settings.affineProbability);
  const double degrees = numbers.within(settings.rotation);
  const double shiftX = numbers.within(settings.translation);
  const double shiftY = numbers.within(settings.translation);
  return applied ? affineOutputToInput(degrees, shiftX, shiftY) : cv::Matx33d::eye();
}

cv::Matx33d drawPerspective(const CutoutSettings &settings, Numbers &numbers) {
  const bool applied = numbers.chance(settings.perspectiveProbability);
  std::array<double, 8> inwards;
  for (double &share : inwards) {
    share = numbers.unit();
  }
  return applied ? perspectiveOutputToInput(settings.perspective, inwards) : cv::Matx33d::eye();
}

cv::Matx33d drawColour(const CutoutSettings &settings, Numbers &numbers) {
  const bool applied = numbers.chance(settings.colourProbability);
  const double hueTurns = numbers.within(settings.colour);
  const double saturation = 1.0 + numbers.within(settings.colour);
  return applied ? colourMatrix(hueTurns, saturation) : cv::Matx33d::eye();
}

std::optional<ErasedRect> drawErased(const CutoutSettings &settings, std::int64_t size,
                                     Numbers &numbers) {
  const bool applied = numbers.chance(settings.erasingProbability);
  const double area = numbers.between(kLeastErased, kMostErased);
  const double aspect = std::exp(numbers.within(std::log(kLongestSide)));
  const double x = numbers.unit(), y = numbers.unit();
  return applied ? std::optional(erasedRect(size, area, aspect, x, y)) : std::nullopt;
}

}  // namespace

std::vector<ViewDraws> drawViews(const CutoutSettings &settings, std::int64_t size,
                                 std::int64_t count, Rng &rng) {
  const at::Tensor drawn = rng.uniformTensor({count, kNumbersPerView}, 0.0, 1.0);
  std::vector<ViewDraws> views(static_cast<std::size_t>(count));
  for (std::int64_t i = 0; i < count; ++i) {
    Numbers numbers(drawn.data_ptr<float>() + i * kNumbersPerView);
    ViewDraws &view = views[static_cast<std::size_t>(i)];
    view.affine = drawAffine(settings, numbers);
    view.perspective = drawPerspective(settings, numbers);
    view.colour = drawColour(settings, numbers);
    view.erased = drawErased(settings, size, numbers);
  }
  return views;
}

}  // namespace everyword
