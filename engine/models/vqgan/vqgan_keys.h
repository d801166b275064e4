#pragma once

#include <cstddef>
#include <string>

#include "engine/checkpoint/tensor_table.h"

namespace everyword::vqgan {

/// The entries of the model itself without what stands before its names: "state_dict." of a
/// Lightning checkpoint, "first_stage_model." of a transformer's. The table as it is when there is
/// nothing to take off.
TensorTable modelPart(const TensorTable &table);

/// Do the names look like a VQGAN with a codebook?
bool looksLikeVqgan(const TensorTable &table);

/// "quantize.embedding.weight", or GumbelVQ's "quantize.embed.weight".
std::string codebookName(bool gumbel);

/// "encoder.down.3"
std::string levelName(const std::string &side, std::size_t level);

}  // namespace everyword::vqgan
