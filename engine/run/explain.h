#pragma once

#include <ATen/core/Tensor.h>

#include "engine/api/explain.h"
#include "engine/models/model_loader.h"

namespace everyword {

/// Feature [1,D] and relevance [P,g,g] of one picture for `phrases` [P,D].
struct Explained {
  at::Tensor feature, maps;
};

/// From all blocks (the display map): a pass with a graph and one backward a phrase. `input`
/// [1,3,S,S] normalised for CLIP; `phrases` unit length.
Explained relevanceOfAllBlocks(const at::Tensor &input, const at::Tensor &phrases,
                               const ClipModel &clip);

/// Which patches of a picture a prompt and each of its words rest on, and which words the picture
/// rests on. Throws FileError, InputError.
ExplainResult explainPicture(const ExplainRequest &request, const LoadedModels &models);

}  // namespace everyword
