// A model in several files: HuggingFace's index (model.safetensors.index.json,
// pytorch_model.bin.index.json) names for each tensor the shard that holds it.
#include <filesystem>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>

#include "engine/checkpoint/readers.h"

namespace everyword {

namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr std::uint64_t kIndexLimit = std::uint64_t{8} << 20;  // 100,000 long names
constexpr std::size_t kShardLimit = 1000;

class ShardSource : public TensorTable::Source {
 public:
  explicit ShardSource(std::map<std::string, std::shared_ptr<const TensorTable>> places)
      : places_(std::move(places)) {}
  at::Tensor load(const std::string &name) const override { return places_.at(name)->load(name); }
  std::uint64_t fileBytes() const override {
    std::set<const TensorTable *> shards;
    std::uint64_t sum = 0;
    for (const auto &[name, shard] : places_) {
      sum += shards.insert(shard.get()).second ? shard->fileBytes() : 0;
    }
    return sum;
  }

 private:
  std::map<std::string, std::shared_ptr<const TensorTable>> places_;
};

/// Tensor -> name of its shard, a plain file name.
std::map<std::string, std::string> placesIn(const InputFile &file) {
  if (file.size() > kIndexLimit) {
    throw damaged(file.path(), "its index describes far too much");
  }
  const json index = json::parse(file.readString(0, file.size()), nullptr, false);
  const auto weights = index.is_object() ? index.find("weight_map") : index.end();
  if (!index.is_object() || weights == index.end() || !weights->is_object()) {
    throw damaged(file.path(), "its index has no weight_map");
  }
  std::map<std::string, std::string> places;
  std::set<std::string> shards;
  for (const auto &[tensor, shard] : weights->items()) {
    const std::string name = shard.is_string() ? shard.get<std::string>() : "";
    if (name.empty() || name.starts_with('.') || name.find_first_of("/\\") != std::string::npos ||
        name.find('\0') != std::string::npos) {
      throw damaged(file.path(),
                    "it names the shard '" + name.substr(0, 80) + "', which is no file beside it");
    }
    places.emplace_hint(places.end(), tensor, name);
    shards.insert(name);
  }
  if (places.empty() || shards.size() > kShardLimit) {
    throw damaged(file.path(), "it names " + std::to_string(shards.size()) + " shards");
  }
  return places;
}

}  // namespace

bool looksLikeShardIndex(const InputFile &file) {
  const std::string start = file.readString(0, std::min<std::uint64_t>(file.size(), 64));
  const std::size_t first = start.find_first_not_of(" \t\r\n");
  return first != std::string::npos && start[first] == '{' && file.path().ends_with(".index.json");
}

std::vector<std::string> shardsOf(const std::string &path) {
  std::set<std::string> shards;
  if (path.ends_with(".index.json")) {
    for (const auto &[tensor, shard] : placesIn(InputFile(path))) {
      shards.insert((fs::path(path).parent_path() / shard).string());
    }
  }
  return {shards.begin(), shards.end()};
}

TensorTable readShards(const InputFile &file) {
  std::map<std::string, std::shared_ptr<const TensorTable>> shards, owners;
  std::map<std::string, TensorInfo> infos;
  for (const auto &[tensor, name] : placesIn(file)) {
    std::shared_ptr<const TensorTable> &shard = shards[name];
    if (!shard) {
      const std::string path = (fs::path(file.path()).parent_path() / name).string();
      std::error_code error;
      if (!fs::is_regular_file(path, error)) {
        throw FileError(
            "the part '" + name.substr(0, 80) + "' of " + fileNameOf(file.path()) + " is missing",
            "put it beside the index");
      }
      shard = std::make_shared<const TensorTable>(openOneFile(path));
    }
    if (!shard->has(tensor)) {
      throw damaged(file.path(), "the part '" + name.substr(0, 80) + "' has no tensor \"" +
                                     tensor.substr(0, 80) + "\"");
    }
    infos.emplace_hint(infos.end(), tensor, shard->info(tensor));
    owners.emplace_hint(owners.end(), tensor, shard);
  }
  const std::string format = shards.begin()->second->format() + " in " +
                             std::to_string(shards.size()) +
                             (shards.size() == 1 ? " part" : " parts");
  return TensorTable(std::move(infos), std::make_shared<ShardSource>(std::move(owners)),
                     file.path(), format);
}

void refuseLoneShard(const std::string &path) {
  static const std::regex pattern(R"((.+)-0*(\d{1,5})-of-0*(\d{1,5})(\.\w+))");
  const std::string name = fileNameOf(path);
  std::smatch match;
  if (name.size() > 200 || !std::regex_match(name, match, pattern) || match[3] == "1") {
    return;
  }
  throw FileError(name + " is part " + match[2].str() + " of " + match[3].str() + " of a model",
                  "choose " + match[1].str() + match[4].str() + ".index.json");
}

}  // namespace everyword
