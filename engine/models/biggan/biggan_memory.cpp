// What a step through a BigGAN keeps for its way back, counted from the sizes of the maps.
#include <algorithm>

#include "engine/models/biggan/biggan_model.h"

namespace everyword {

namespace {

/// Bytes of a map.
double mapOf(std::int64_t channels, std::int64_t side) {
  constexpr double kFloatBytes = 4;
  return static_cast<double>(channels) * static_cast<double>(side * side) * kFloatBytes;
}

/// Of a norm its input and the result of the ReLU behind it; doubled, that result again.
double keptByBlock(std::int64_t from, std::int64_t to, std::int64_t side) {
  return 2 * mapOf(from, side) + mapOf(from, 2 * side) + 2 * mapOf(to, 2 * side);
}

double keptByDeepBlock(std::int64_t from, std::int64_t side, bool doubles) {
  const std::int64_t middle = from / 4, behind = doubles ? 2 * side : side;
  return 2 * mapOf(from, side) + 2 * mapOf(middle, side) + (doubles ? mapOf(middle, behind) : 0) +
         4 * mapOf(middle, behind);
}

/// Input and result, and queries and what is mixed for them at half the width, keys and values at a
/// quarter of the places.
double keptByAttention(std::int64_t channels, std::int64_t side) {
  return 2 * mapOf(channels, side) + 2 * mapOf(channels / 2, side) +
         2 * mapOf(channels / 2, side / 2);
}

}  // namespace

StepMemory BigGanModel::stepMemory(double, double) const {
  const BigGanConfig &config = this->config();
  std::int64_t side = 4;
  double kept = 0, largest = 0;
  for (std::size_t i = 0; i < config.blocks(); ++i) {
    const std::int64_t from = config.channels[i], to = config.channels[i + 1];
    const bool doubles = !config.deep || i % 2 == 1;
    kept += config.deep ? keptByDeepBlock(from, side, doubles) : keptByBlock(from, to, side);
    side = doubles ? 2 * side : side;
    kept += config.attention[i] ? keptByAttention(to, side) : 0;
    largest = std::max({largest, mapOf(to, side), config.deep ? 0 : mapOf(from, side)});
  }
  const double whole = kept + 3 * mapOf(config.channels.back(), side) + 4 * largest;
  return {whole, whole};
}

}  // namespace everyword
