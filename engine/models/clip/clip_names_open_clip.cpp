#include "engine/checkpoint/model_part.h"
#include "engine/models/clip/clip_names.h"
#include "engine/models/clip/renamed_table.h"

namespace everyword {
TensorTable fromOpenClipNames(const TensorTable &table) {
  const auto hasText = [](const TensorTable &part) {
    return part.has("token_embedding.weight") || part.has("text.token_embedding.weight") ||
           hasHuggingFaceNames(part);
  };
  const auto inner = choosePart(table, {"logit_scale", {"clip", "model"}, false, hasText});
  if (!inner.has("text.token_embedding.weight")) {
    return inner;
  }
  RenamedTable renamed(inner);
  for (const auto &[name, info] : inner.infos()) {
    renamed.rename(name, name.starts_with("text.") ? name.substr(5) : name);
  }
  return std::move(renamed).finish();
}

TensorTable withOpenAiNames(const TensorTable &table) {
  const auto plain = fromOpenClipNames(table);
  return hasHuggingFaceNames(plain) ? fromHuggingFaceNames(plain) : plain;
}

}  // namespace everyword
