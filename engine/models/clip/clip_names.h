#pragma once

#include "engine/checkpoint/tensor_table.h"

namespace everyword {

/// The same tensors under OpenAI's names, whichever of the three namings (OpenAI, open_clip,
/// HuggingFace) the file has, and without prefixes of training programs ("state_dict.", "module.").
/// Nothing is read before it is asked for. Names that no rule knows stay as they are.
TensorTable withOpenAiNames(const TensorTable &table);

// One file a naming.
bool hasHuggingFaceNames(const TensorTable &table);
TensorTable fromHuggingFaceNames(const TensorTable &table);
/// Takes prefixes off and lifts the text tower ("text.token_embedding.weight") to the top.
TensorTable fromOpenClipNames(const TensorTable &table);

}  // namespace everyword
