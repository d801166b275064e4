#include "engine/classify/prompts_file.h"

#include <ATen/ATen.h>

#include <nlohmann/json.hpp>

#include "engine/api/errors.h"
#include "engine/api/outside_text.h"
#include "engine/checkpoint/safetensors_writer.h"
#include "engine/checkpoint/tensor_table.h"

namespace everyword {
namespace {

using Json = nlohmann::ordered_json;

constexpr char kMetadata[] = "everyword_prompts";
constexpr int kVersion = 1;

/// The prompts' own name, below whatever a training program put before it.
std::string contextName(const TensorTable &table) {
  for (const auto &[name, info] : table.infos()) {
    if (name == "ctx" || name.ends_with(".ctx")) {
      return name;
    }
  }
  throw FileError(table.origin() + " holds no learned prompts",
                  "a tensor 'ctx' is needed, as in CoOp's files");
}

void readMetadata(const TensorTable &table, SavedPrompts &prompts) {
  const auto found = table.metadata().find(kMetadata);
  if (found == table.metadata().end()) {
    return;
  }
  if (const std::string fault = jsonFault(found->second); !fault.empty()) {
    throw FileError(table.origin() + " says of its prompts what " + fault);
  }
  try {
    const Json json = Json::parse(found->second);
    if (json.at("version").get<int>() > kVersion) {
      throw FileError(table.origin() + " was written by a newer version of Everyword");
    }
    prompts.shape.nameInMiddle = json.at("name_in_middle").get<bool>();
    prompts.classes = json.at("classes").get<std::vector<std::string>>();
    prompts.method = json.at("method").get<std::string>();
    prompts.clip = json.at("clip").get<std::string>();
    prompts.seed = json.at("seed").get<std::uint64_t>();
    prompts.lambda = json.at("lambda").get<double>();
    prompts.loss = json.at("loss").get<std::string>();
  } catch (const Json::exception &) {
    throw FileError(table.origin() + " says too little of its prompts");
  }
}

}  // namespace

void writePrompts(const std::string &path, const SavedPrompts &prompts) {
  const Json json = {{"version", kVersion},        {"name_in_middle", prompts.shape.nameInMiddle},
                     {"classes", prompts.classes}, {"method", prompts.method},
                     {"clip", prompts.clip},       {"seed", prompts.seed},
                     {"lambda", prompts.lambda},   {"loss", prompts.loss}};
  writeSafetensors(path, {{"ctx", prompts.context.to(at::kCPU, at::kFloat)}},
                   {{kMetadata, json.dump(-1, ' ', false, Json::error_handler_t::replace)}});
}

SavedPrompts readPrompts(const std::string &path, std::int64_t width,
                         const std::vector<std::string> &classes, bool nameInMiddle) {
  const TensorTable table = TensorTable::open(path);
  const std::string name = contextName(table);
  const std::vector<std::int64_t> shape = table.info(name).shape;
  if (shape.size() < 2 || shape.size() > 3 || shape.back() != width || shape[0] == 0) {
    throw FileError(path + " holds prompts of another CLIP",
                    "this one's text encoder is " + std::to_string(width) + " wide");
  }
  SavedPrompts prompts;
  prompts.context = table.loadFloat(name).contiguous().clone();
  prompts.shape = {shape[shape.size() - 2], shape.size() == 3, nameInMiddle};
  prompts.method = "learned";
  readMetadata(table, prompts);
  if (!at::isfinite(prompts.context).all().item<bool>()) {
    throw FileError(path + " holds prompts that are no numbers");
  }
  const auto count = static_cast<std::int64_t>(classes.size());
  const bool others = !prompts.classes.empty() && prompts.classes != classes;
  if (prompts.shape.perClass && (shape[0] != count || others)) {
    throw FileError(path + " holds prompts of " + std::to_string(shape[0]) + " classes of its own",
                    "the pictures have " + std::to_string(count) + ", or others");
  }
  return prompts;
}

}  // namespace everyword
