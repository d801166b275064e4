#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace everyword {

/// While one exists, models that are loaded on this thread are checked, not read: WeightLoader
/// hands out tensors without data (on the meta device; single numbers are read), whatever sizes a
/// file claims, and what it finds is kept here.
class DryLoad {
 public:
  DryLoad();
  ~DryLoad();
  DryLoad(const DryLoad &) = delete;
  DryLoad &operator=(const DryLoad &) = delete;

  std::vector<std::string> missing, wrongShape, extra;
  double elements = 0;  ///< of all tensors that were asked for and fit

  static DryLoad *current();  ///< of this thread, or nullptr

 private:
  DryLoad *outer_;
};

}  // namespace everyword
