#pragma once

#include <ATen/core/Tensor.h>

#include <string>
#include <vector>

#include "engine/models/attributes/attribute_model.h"

namespace everyword {

/// Pictures with their attributes (api/attribute_training.h has the format).
struct AttributePictures {
  at::Tensor pictures;  ///< [N,3,side,side] uint8
  at::Tensor labels;    ///< [N,A] int64, index of the value
};

struct AttributeData {
  std::vector<Attribute> attributes;  ///< values in alphabetical order
  AttributePictures train, heldOut;
};

/// `wanted`: columns; empty: all. Throws FileError naming the line or picture, InputError for a
/// column that is not there.
AttributeData readAttributeData(const std::string &folder, const std::vector<std::string> &wanted,
                                std::int64_t side);

}  // namespace everyword
