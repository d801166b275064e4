#pragma once

#include <functional>
#include <string>

#include "engine/api/model_manager.h"
#include "engine/checkpoint/tensor_table.h"

namespace everyword {

/// What `inspect` says of a family beyond its name: fills title, configJson, modes, and the lists
/// of tensors.
struct FamilyDetails {
  std::string id;  ///< as in modelFamilies()
  void (*describe)(const TensorTable &table, ModelReport &report);
};

/// The details of a family, or nullptr when there are none: then the name has to do.
const FamilyDetails *detailsOf(const std::string &family);

/// Runs `load` without reading data (DryLoad) and notes what is missing, of wrong shape or extra,
/// and why it failed, if it did.
void checkWeights(ModelReport &report, const std::function<void()> &load);

void describeClip(const TensorTable &table, ModelReport &report);
void describeVqgan(const TensorTable &table, ModelReport &report);
void describeStyleGan2(const TensorTable &table, ModelReport &report);
void describeArcFace(const TensorTable &table, ModelReport &report);
void describeBigGan(const TensorTable &table, ModelReport &report);

}  // namespace everyword
