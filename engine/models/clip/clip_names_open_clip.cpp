#include <string_view>

#include "engine/models/clip/clip_names.h"
#include "engine/models/clip/renamed_table.h"

namespace everyword {
namespace {

/// What stands before "visual." in the file: "", "state_dict.", "state_dict.module.", ...
std::string prefixOf(const TensorTable &table) {
  if (table.has("logit_scale")) {
    return {};
  }
  constexpr std::string_view kAnchor = ".logit_scale";
  for (const auto &[name, info] : table.infos()) {
    if (name.ends_with(kAnchor)) {
      return name.substr(0, name.size() - kAnchor.size() + 1);
    }
  }
  return {};
}

}  // namespace

TensorTable fromOpenClipNames(const TensorTable &table) {
  const auto prefix = prefixOf(table);
  const auto inner = prefix.empty() ? table : table.sub(prefix);
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
