#pragma once

#include <string>

namespace everyword {

// Files of the sizes and forms that people have, with seeded random weights. Each takes 350 to 400
// MB and is written anew.

/// CLIP ViT-B/32 as OpenAI ships it: a TorchScript archive, one object a module, matrices in
/// float16, embeddings and norms in float32.
void writeOpenAiVitB32(const std::string &path);

/// VQGAN f16 with 16,384 codes as taming's training leaves it: a PyTorch Lightning checkpoint with
/// the weights below "state_dict", a part of the training loss, and objects of foreign classes.
void writeLightningVqganF16(const std::string &path);

/// The configuration that belongs to it.
void writeVqganF16Yaml(const std::string &path);

/// A vocabulary of CLIP's size: header and 48,894 merges, all different.
void writeMerges(const std::string &path);

}  // namespace everyword
