#pragma once

namespace everyword {

/// The 8-px grid: margins and gaps are multiples or halves of it.
inline constexpr int kGrid = 8;
inline constexpr int kHalfGrid = kGrid / 2;

}  // namespace everyword
