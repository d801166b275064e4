#pragma once

#include <map>
#include <memory>
#include <string>

#include "engine/models/arcface/arcface_model.h"
#include "engine/models/biggan/biggan_model.h"
#include "engine/models/clip/clip_model.h"
#include "engine/models/stylegan2/stylegan2_model.h"
#include "engine/models/vqgan/vqgan_model.h"

namespace everyword {

/// The tensors of `randomVitB32` under OpenAI's names, float32.
std::map<std::string, at::Tensor> randomVitB32Tensors();

/// CLIP in the shapes of ViT-B/32 (224 px, width 768, 12 blocks; text 512, 12 blocks), random
/// weights.
std::shared_ptr<const ClipModel> randomVitB32(c10::Device device = c10::kCPU);

/// VQGAN in the shapes of taming's ImageNet f16 with 16,384 codes, random weights.
std::shared_ptr<const VqganModel> randomVqganF16(c10::Device device = c10::kCPU);

/// StyleGAN2 in the shapes of FFHQ's 1024 pixels (config f), random weights.
std::shared_ptr<const StyleGan2Model> randomStyleGan2(c10::Device device = c10::kCPU);

/// BigGAN-deep in the shapes of HuggingFace's 256 pixels, random weights.
std::shared_ptr<const BigGanModel> randomBigGanDeep(c10::Device device = c10::kCPU);

/// The identity network in the shapes of IR-SE50, random weights.
std::shared_ptr<const ArcFaceModel> randomIrSe50(c10::Device device = c10::kCPU);

}  // namespace everyword
