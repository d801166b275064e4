#include "engine/models/vqgan/vqgan_keys.h"

namespace everyword::vqgan {
namespace {

constexpr char kAnchor[] = "decoder.conv_in.weight";

}  // namespace

TensorTable modelPart(const TensorTable &table) {
  const std::string anchor = kAnchor;
  for (const auto &[name, info] : table.infos()) {
    if (!name.ends_with(anchor)) {
      continue;
    }
    const std::string prefix = name.substr(0, name.size() - anchor.size());
    if (prefix.empty()) {
      return table;
    }
    if (prefix.ends_with('.')) {
      return table.sub(prefix);
    }
  }
  return table;
}

bool looksLikeVqgan(const TensorTable &table) {
  const TensorTable model = modelPart(table);
  return model.has(kAnchor) && model.has("post_quant_conv.weight") &&
         (model.has(codebookName(false)) || model.has(codebookName(true)));
}

std::string codebookName(bool gumbel) {
  return gumbel ? "quantize.embed.weight" : "quantize.embedding.weight";
}

std::string levelName(const std::string &side, std::size_t level) {
  return side + "." + std::to_string(level);
}

}  // namespace everyword::vqgan
