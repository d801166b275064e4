#pragma once

#include <functional>
#include <string>
#include <vector>

#include "engine/checkpoint/tensor_table.h"

namespace everyword {

/// How to find the wanted model among several in one file (a transformer's two autoencoders, a
/// generator with its discriminator, a running average beside the weights it is of).
struct PartRules {
  std::string anchor;                  ///< a tensor that each of them has
  std::vector<std::string> preferred;  ///< words in what stands before it, the best first
  bool prefersAverage = false;         ///< generators are drawn from with their averaged weights
  std::function<bool(const TensorTable &)>
      suits;  ///< by content; counts before names; may be empty
};

/// The entries of the best one with what stands before its names taken off ("g_ema.to_rgb1.bias" ->
/// "to_rgb1.bias"); TensorTable::choice() says what was passed over, and whether names and content
/// left it open. Never the alphabet decides silently. The table as it is when the anchor is not
/// there.
TensorTable choosePart(const TensorTable &table, const PartRules &rules);

}  // namespace everyword
