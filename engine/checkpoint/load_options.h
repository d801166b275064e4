#pragma once

#include <c10/core/ScalarType.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace everyword {

/// What a load without data has found (LoadOptions::findings).
struct LoadFindings {
  std::vector<std::string> missing, wrongShape, extra;
  double elements = 0;  ///< of all tensors that were asked for and fit
};

/// How models read a table. All tables made from it keep these (TensorTable::withOptions).
struct LoadOptions {
  /// When set, the model is checked and not read: WeightLoader hands out tensors without data (on
  /// the meta device; single numbers are read), whatever sizes a file claims.
  std::shared_ptr<LoadFindings> findings = nullptr;
  /// Called before each tensor is read, with its entries. What it throws ends the loading.
  std::function<void(double entries)> onRead = nullptr;
  /// What weights become: float32, or float64 to hold a network's formulas apart from rounding.
  c10::ScalarType type = c10::ScalarType::Float;
};

}  // namespace everyword
