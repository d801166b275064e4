#pragma once

#include <ATen/ATen.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "engine/evaluate/random_vqgan.h"
#include "tests/support/tiny_clip.h"

namespace everyword::testing {

/// Writes float32 tensors as a safetensors file.
inline void writeSafetensors(const std::string &path,
                             const std::map<std::string, at::Tensor> &tensors) {
  nlohmann::ordered_json header;
  std::string data;
  for (const auto &[name, tensor] : tensors) {
    const at::Tensor plain = tensor.to(at::kFloat).contiguous();
    const std::size_t begin = data.size();
    data.append(static_cast<const char *>(plain.data_ptr()), plain.nbytes());
    header[name] = {
        {"dtype", "F32"}, {"shape", plain.sizes().vec()}, {"data_offsets", {begin, data.size()}}};
  }
  const std::string text = header.dump();
  std::ofstream file(path, std::ios::binary);
  for (int byte = 0; byte < 8; ++byte) {
    file.put(static_cast<char>(text.size() >> (8 * byte)));
  }
  file << text << data;
}

inline VqganConfig tinyVqganConfig() {
  VqganConfig config;
  config.embedDim = 4;
  config.codes = 16;
  config.zChannels = 8;
  config.resolution = 16;
  config.channels = 8;
  config.multipliers = {1, 2};
  config.resBlocks = 1;
  config.attentionResolutions = {8};
  config.normGroups = 8;
  return config;
}

inline void writeTinyVqgan(const std::string &path) {
  writeSafetensors(path, RandomVqgan(tinyVqganConfig()).tensors);
}

/// The yaml of tinyVqganConfig(), with another codebook when asked.
inline void writeTinyYaml(const std::string &path, int codes = 16) {
  std::ofstream(path)
      << "model:\n  target: taming.models.vqgan.VQModel\n  params:\n    embed_dim: 4\n    n_embed: "
      << codes
      << "\n    ddconfig:\n      z_channels: 8\n      resolution: 16\n      ch: 8\n      ch_mult: "
         "[1, 2]\n"
         "      num_res_blocks: 1\n      attn_resolutions: [8]\n      norm_groups: 8\n";
}

inline void writeTinyClip(const std::string &path, const TinyClip &sizes = {}) {
  writeSafetensors(path, tinyClipWeights(sizes));
}

/// 512 symbols, these merges, start and end.
inline void writeMerges(const std::string &path) {
  std::ofstream(path) << "#version: 0.2\nn d</w>\na nd</w>\nt h\n";
}
inline constexpr int kMergesVocabulary = 512 + 3 + 2;

inline std::string contentOf(const std::string &path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// All files below a folder, relative.
inline std::set<std::string> filesBelow(const std::string &folder) {
  std::set<std::string> names;
  std::error_code error;
  for (const auto &entry : std::filesystem::recursive_directory_iterator(folder, error)) {
    if (entry.is_regular_file()) {
      names.insert(std::filesystem::relative(entry.path(), folder).string());
    }
  }
  return names;
}

}  // namespace everyword::testing
