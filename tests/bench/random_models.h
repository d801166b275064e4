#pragma once

#include <memory>

#include "engine/models/clip/clip_model.h"
#include "engine/models/vqgan/vqgan_model.h"

namespace everyword {

/// CLIP in the shapes of ViT-B/32 (224 px, width 768, 12 blocks; text 512, 12 blocks), random
/// weights.
std::shared_ptr<const ClipModel> randomVitB32();

/// VQGAN in the shapes of taming's ImageNet f16 with 16,384 codes, random weights.
std::shared_ptr<const VqganModel> randomVqganF16();

}  // namespace everyword
