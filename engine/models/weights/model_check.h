#pragma once

#include <functional>
#include <string>

#include "engine/api/model_store.h"
#include "engine/checkpoint/tensor_table.h"

namespace everyword {

/// What a model is loaded from: its tensors, and the configuration that came with them.
struct ModelSource {
  TensorTable table;
  std::string config;  ///< path; empty: none lies beside it
};

/// Runs `load` with a table that has no data (LoadOptions::findings) and notes what is missing, of
/// wrong shape or extra, and why it failed, if it did.
void checkWeights(ModelReport &report, const TensorTable &table,
                  const std::function<void(const TensorTable &withoutData)> &load);

/// Which of several models in a file was taken, if there were several.
std::vector<std::string> notesOf(const TensorTable &part);

}  // namespace everyword
