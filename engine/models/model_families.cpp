// The table of model families: a new one adds a folder beside clip/, vqgan/ and the others, and a
// row here.

#include "engine/models/model_families.h"

#include <algorithm>

#include "engine/api/errors.h"
#include "engine/models/arcface/arcface_model.h"
#include "engine/models/biggan/biggan_config.h"
#include "engine/models/clip/clip_names.h"
#include "engine/models/stylegan2/stylegan2_config.h"
#include "engine/models/vqgan/vqgan_keys.h"

namespace everyword {
namespace {

bool looksLikeClip(const TensorTable &table) {
  const TensorTable renamed = withOpenAiNames(table);
  return renamed.has("token_embedding.weight") && renamed.has("positional_embedding");
}

}  // namespace

const std::vector<ModelFamily> &modelFamilies() {
  static const std::vector<ModelFamily> families = {
      {"clip",
       "CLIP",
       looksLikeClip,
       {"clip", "merges"},
       "OpenAI's checkpoints are under the MIT licence; open_clip's name theirs on their pages."},
      {"vqgan",
       "VQGAN",
       vqgan::looksLikeVqgan,
       {"vqgan", "vqgan_config"},
       "The checkpoints of taming-transformers are under the MIT licence."},
      {"stylegan2",
       "StyleGAN2",
       stylegan2::looksLikeStyleGan2,
       {"stylegan2"},
       "NVIDIA's checkpoints (FFHQ and others) are for research and evaluation, not for commerce."},
      {"arcface",
       "IR-SE identity network",
       arcface::looksLikeArcFace,
       {"arcface"},
       "The code of IR-SE50 is under the MIT licence; the faces it was trained on are for "
       "research."},
      {"biggan",
       "BigGAN",
       biggan::looksLikeBigGan,
       {"biggan"},
       "DeepMind's BigGAN on TensorFlow Hub is under the Apache 2.0 licence."},
  };
  return families;
}

const ModelFamily *familyOf(const TensorTable &table) {
  for (const ModelFamily &family : modelFamilies()) {
    if (family.sniff(table)) {
      return &family;
    }
  }
  return nullptr;
}

void requireFamily(const TensorTable &table, const std::string &id) {
  const auto &families = modelFamilies();
  const auto wanted = std::find_if(families.begin(), families.end(),
                                   [&](const ModelFamily &family) { return family.id == id; });
  if (wanted == families.end() || wanted->sniff(table)) {
    return;
  }
  const ModelFamily *found = familyOf(table);
  throw FileError(table.origin() + (found ? " is a " + found->title + ", not a " + wanted->title
                                          : " is no " + wanted->title),
                  "choose a checkpoint of a " + wanted->title);
}

}  // namespace everyword
