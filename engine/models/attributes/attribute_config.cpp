#include <nlohmann/json.hpp>
#include <set>

#include "engine/api/errors.h"
#include "engine/api/outside_text.h"
#include "engine/models/attributes/attribute_model.h"
#include "engine/models/weights/model_check.h"
#include "engine/models/weights/table_shapes.h"

namespace everyword {

namespace {

using Json = nlohmann::json;

constexpr char kModel[] = "attribute classifier";
constexpr char kHead[] = "attribute_head.weight";
constexpr std::size_t kMostAttributes = 64, kMostValues = 256, kLongestName = 100;
constexpr std::int64_t kSmallestSide = 8, kLargestSide = 512;

std::string downName(std::size_t block) { return "blocks." + std::to_string(block) + ".down"; }

class MetadataReader {
 public:
  explicit MetadataReader(const TensorTable &table) : table_(table) {}

  void readInto(AttributeConfig &config) const {
    const auto found = table_.metadata().find(AttributeConfig::kMetadata);
    if (found == table_.metadata().end()) {
      refuse("its metadata does not name the attributes");
    }
    if (const std::string fault = jsonFault(found->second); !fault.empty()) {
      refuse("its metadata " + fault);
    }
    const Json json = Json::parse(found->second);
    const Json version = json.is_object() ? json.value("version", Json()) : Json();
    if (version != 1) {
      refuse("its metadata is not of version 1");
    }
    const Json side = json.value("side", Json());
    if (!side.is_number_integer() || side < kSmallestSide || side > kLargestSide) {
      refuse("its pictures have no side between " + std::to_string(kSmallestSide) + " and " +
             std::to_string(kLargestSide));
    }
    config.side = side.get<std::int64_t>();
    const Json list = json.value("attributes", Json());
    if (!list.is_array() || list.empty() || list.size() > kMostAttributes) {
      refuse("its metadata has no list of 1 to " + std::to_string(kMostAttributes) + " attributes");
    }
    for (const Json &one : list) {
      config.attributes.push_back(attributeOf(one));
    }
  }

 private:
  [[noreturn]] void refuse(const std::string &why) const {
    throw FileError(table_.origin() + " is no " + kModel, why);
  }

  std::string nameFrom(const Json &json) const {
    if (!json.is_string() || json.get<std::string>().empty() ||
        json.get<std::string>().size() > kLongestName) {
      refuse("an attribute or value has no name of 1 to " + std::to_string(kLongestName) +
             " letters");
    }
    return json.get<std::string>();
  }

  Attribute attributeOf(const Json &json) const {
    Attribute attribute;
    const Json values = json.is_object() ? json.value("values", Json()) : Json();
    attribute.name = nameFrom(json.is_object() ? json.value("name", Json()) : Json());
    if (!values.is_array() || values.size() < 2 || values.size() > kMostValues) {
      refuse("the attribute " + quotedText(attribute.name) + " has no list of 2 to " +
             std::to_string(kMostValues) + " values");
    }
    for (const Json &value : values) {
      attribute.values.push_back(nameFrom(value));
    }
    const std::set<std::string> different(attribute.values.begin(), attribute.values.end());
    if (different.size() != attribute.values.size()) {
      refuse("the attribute " + quotedText(attribute.name) + " has a value twice");
    }
    return attribute;
  }

  const TensorTable &table_;
};

}  // namespace

std::int64_t AttributeConfig::valueCount() const {
  std::int64_t count = 0;
  for (const Attribute &attribute : attributes) {
    count += static_cast<std::int64_t>(attribute.values.size());
  }
  return count;
}

std::int64_t AttributeConfig::featureCount() const {
  const std::int64_t last = side >> widths.size();
  return widths.back() * last * last;
}

std::string AttributeConfig::metadata() const {
  Json json = {{"version", 1}, {"side", side}, {"attributes", Json::array()}};
  for (const Attribute &attribute : attributes) {
    json["attributes"].push_back({{"name", attribute.name}, {"values", attribute.values}});
  }
  return json.dump();
}

AttributeConfig AttributeConfig::fromTensors(const TensorTable &table) {
  AttributeConfig config;
  MetadataReader(table).readInto(config);
  const std::int64_t blocks = numberedEntries(table, "blocks.");
  for (std::size_t i = 0; i < static_cast<std::size_t>(blocks); ++i) {
    config.widths.push_back(sizeFrom(
        table, {{downName(i) + ".weight", 4, 0}, {downName(i) + ".norm.weight", 1, 0}}, kModel));
  }
  if (blocks < 1 || blocks > 8 || config.side % (std::int64_t{1} << blocks) != 0) {
    throw FileError(table.origin() + " is no " + kModel,
                    "pictures of " + std::to_string(config.side) + " pixels cannot be halved " +
                        std::to_string(blocks) + " times");
  }
  return config;
}

namespace attributes {

bool looksLikeAttributes(const TensorTable &table) {
  return table.has(kHead) && table.has("blocks.0.down.weight");
}

void describe(const ModelSource &source, ModelReport &report) {
  report.title = "Attribute classifier";
  report.modes = {"edit"};
  checkWeights(report, source.table, [&](const TensorTable &withoutData) {
    const auto config = AttributeConfig::fromTensors(source.table);
    Json names = Json::object();
    for (const Attribute &attribute : config.attributes) {
      names[attribute.name] = attribute.values;
    }
    report.configJson =
        Json{{"side", config.side}, {"widths", config.widths}, {"attributes", names}}.dump();
    AttributeModel::load(withoutData, c10::kMeta);
  });
}

}  // namespace attributes
}  // namespace everyword
