#pragma once

#include <string>
#include <vector>

#include "engine/checkpoint/tensor_table.h"

namespace everyword {

/// A kind of model that Everyword can use. One row of the table in model_families.cpp.
struct ModelFamily {
  std::string id;                           ///< "clip"; what manifests and `inspect` say
  std::string title;                        ///< "VQGAN"
  bool (*sniff)(const TensorTable &table);  ///< by names and shapes alone; no data is read
  std::vector<std::string> roles;           ///< of its files in a manifest, the checkpoint's first
  std::string licenceNote;                  ///< about the public checkpoints
};

const std::vector<ModelFamily> &modelFamilies();

/// The family that a checkpoint's names tell, or nullptr.
const ModelFamily *familyOf(const TensorTable &table);

/// Throws FileError "x.ckpt is a VQGAN, expected CLIP" unless the table is of the family `id`.
void requireFamily(const TensorTable &table, const std::string &id);

}  // namespace everyword
