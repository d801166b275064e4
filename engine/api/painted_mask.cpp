#include "engine/api/painted_mask.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "engine/api/errors.h"

namespace everyword {

namespace {

constexpr int kCells = PaintedMask::kSide * PaintedMask::kSide;

/// Where the cell that is the i-th down the columns lies in `cells`.
std::size_t byColumns(int i) {
  return static_cast<std::size_t>(i % PaintedMask::kSide) * PaintedMask::kSide +
         static_cast<std::size_t>(i / PaintedMask::kSide);
}

}  // namespace

bool PaintedMask::empty() const {
  return std::none_of(cells.begin(), cells.end(), [](std::uint8_t cell) { return cell != 0; });
}

void PaintedMask::paint(double x, double y, double radius, bool on) {
  if (cells.empty()) {
    cells.assign(kCells, 0);
  }
  const auto cellAt = [](double at) {
    return std::clamp(static_cast<int>(std::floor(at * kSide)), 0, kSide - 1);
  };
  for (int row = cellAt(y - radius); row <= cellAt(y + radius); ++row) {
    for (int column = cellAt(x - radius); column <= cellAt(x + radius); ++column) {
      const double dx = (column + 0.5) / kSide - x;
      const double dy = (row + 0.5) / kSide - y;
      if (dx * dx + dy * dy <= radius * radius) {
        cells[static_cast<std::size_t>(row * kSide + column)] = on ? 1 : 0;
      }
    }
  }
}

std::vector<int> PaintedMask::runs() const {
  if (empty()) {
    return {};
  }
  std::vector<int> lengths = {0};
  std::uint8_t value = 0;
  for (int i = 0; i < kCells; ++i) {
    if (cells[byColumns(i)] != value) {
      value = cells[byColumns(i)];
      lengths.push_back(0);
    }
    ++lengths.back();
  }
  return lengths;
}

PaintedMask PaintedMask::fromRuns(const std::vector<int> &runs) {
  PaintedMask mask;
  if (runs.empty()) {
    return mask;
  }
  mask.cells.assign(kCells, 0);
  int at = 0;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    if (runs[i] < 0 || runs[i] > kCells - at) {
      at = -1;
      break;
    }
    for (int end = at + runs[i]; at < end; ++at) {
      mask.cells[byColumns(at)] = i % 2;
    }
  }
  if (at != kCells) {
    throw InputError("the run lengths of the protected area do not cover its grid",
                     "they have to sum up to " + std::to_string(kCells));
  }
  return mask;
}

}  // namespace everyword
