#include <array>
#include <optional>
#include <set>
#include <utility>

#include "engine/models/clip/clip_names.h"
#include "engine/models/clip/renamed_table.h"

namespace everyword {
namespace {

using Pair = std::pair<const char *, const char *>;

// "pre_layrnorm" is how the files spell it.
constexpr Pair kWhole[] = {
    {"text_model.embeddings.token_embedding.weight", "token_embedding.weight"},
    {"text_model.embeddings.position_embedding.weight", "positional_embedding"},
    {"text_model.final_layer_norm.weight", "ln_final.weight"},
    {"text_model.final_layer_norm.bias", "ln_final.bias"},
    {"vision_model.embeddings.class_embedding", "visual.class_embedding"},
    {"vision_model.embeddings.patch_embedding.weight", "visual.conv1.weight"},
    {"vision_model.embeddings.position_embedding.weight", "visual.positional_embedding"},
    {"vision_model.pre_layrnorm.weight", "visual.ln_pre.weight"},
    {"vision_model.pre_layrnorm.bias", "visual.ln_pre.bias"},
    {"vision_model.post_layernorm.weight", "visual.ln_post.weight"},
    {"vision_model.post_layernorm.bias", "visual.ln_post.bias"},
};

constexpr Pair kTransposed[] = {
    {"text_projection.weight", "text_projection"},
    {"visual_projection.weight", "visual.proj"},
};

constexpr Pair kTowers[] = {
    {"text_model.encoder.layers.", "transformer.resblocks."},
    {"vision_model.encoder.layers.", "visual.transformer.resblocks."},
};

constexpr Pair kInBlock[] = {
    {"layer_norm1.", "ln_1."},
    {"layer_norm2.", "ln_2."},
    {"self_attn.out_proj.", "attn.out_proj."},
    {"mlp.fc1.", "mlp.c_fc."},
    {"mlp.fc2.", "mlp.c_proj."},
};

/// "transformer.resblocks.3." and the rest of the name, of a tensor inside a block.
std::optional<std::array<std::string, 3>> splitBlockName(const std::string &name) {
  for (const auto &[from, to] : kTowers) {
    const std::string tower = from;
    if (!name.starts_with(tower)) {
      continue;
    }
    const auto dot = name.find('.', tower.size());
    if (dot == std::string::npos) {
      return {};
    }
    const auto number = name.substr(tower.size(), dot + 1 - tower.size());
    return {{tower + number, to + number, name.substr(dot + 1)}};
  }
  return {};
}

/// Query, key and value of one block become one tensor; the query's name stands for all three.
bool stackQueryKeyValue(RenamedTable &renamed, const std::array<std::string, 3> &place,
                        std::set<std::string> &done) {
  const auto &[from, to, rest] = place;
  for (const std::string leaf : {"weight", "bias"}) {
    if (rest != "self_attn.q_proj." + leaf) {
      continue;
    }
    std::vector<std::string> parts;
    for (const char *which : {"q", "k", "v"}) {
      parts.push_back(from + "self_attn." + which + "_proj." + leaf);
    }
    if (!renamed.stack(parts, to + "attn.in_proj_" + leaf)) {
      return false;
    }
    done.insert(parts.begin(), parts.end());
    return true;
  }
  return false;
}

std::string nameInBlock(const std::array<std::string, 3> &place) {
  const auto &[from, to, rest] = place;
  for (const auto &[old, now] : kInBlock) {
    const std::string start = old;
    if (rest.starts_with(start)) {
      return to + now + rest.substr(start.size());
    }
  }
  return from + rest;
}

}  // namespace

bool hasHuggingFaceNames(const TensorTable &table) {
  return table.has("vision_model.embeddings.class_embedding") ||
         table.has("text_model.embeddings.token_embedding.weight");
}

TensorTable fromHuggingFaceNames(const TensorTable &table) {
  RenamedTable renamed(table);
  std::set<std::string> done;
  const auto whole = [&](const auto &pairs, auto &&move) {
    for (const auto &[from, to] : pairs) {
      if (!table.has(from)) {
        continue;
      }
      move(from, to);
      done.insert(from);
    }
  };
  whole(kWhole, [&](const char *from, const char *to) { renamed.rename(from, to); });
  whole(kTransposed, [&](const char *from, const char *to) { renamed.transpose(from, to); });
  for (const auto &[name, info] : table.infos()) {
    const auto place = splitBlockName(name);
    if (place) {
      stackQueryKeyValue(renamed, *place, done);
    }
  }
  for (const auto &[name, info] : table.infos()) {
    if (done.count(name)) {
      continue;
    }
    const auto place = splitBlockName(name);
    renamed.rename(name, place ? nameInBlock(*place) : name);
  }
  return std::move(renamed).finish();
}

}  // namespace everyword
