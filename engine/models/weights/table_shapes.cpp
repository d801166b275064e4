#include "engine/models/weights/table_shapes.h"

#include <algorithm>
#include <optional>

#include "engine/api/errors.h"

namespace everyword {
namespace {

constexpr std::int64_t kLargestSize = 8192;
constexpr std::size_t kMostDigits = 3;

bool isDigit(char c) { return c >= '0' && c <= '9'; }

std::optional<std::int64_t> numberAt(const std::string &name, std::size_t begin) {
  std::size_t end = begin;
  while (end < name.size() && isDigit(name[end])) {
    ++end;
  }
  const bool ends = end == name.size() || name[end] == '.';
  if (end == begin || end - begin > kMostDigits || !ends) {
    return std::nullopt;
  }
  return std::stoll(name.substr(begin, end - begin));
}

std::int64_t sizeAt(const TensorTable &table, const SizeAt &place, const std::string &model) {
  if (!table.has(place.name)) {
    throw FileError(table.origin() + " is no complete " + model, "missing " + place.name);
  }
  const auto &shape = table.info(place.name).shape;
  const bool fits = shape.size() == place.dimensions;
  if (fits && shape[place.axis] >= 1 && shape[place.axis] <= kLargestSize) {
    return shape[place.axis];
  }
  throw FileError(table.origin() + " is no " + model,
                  place.name + (fits ? " has a dimension of " + std::to_string(shape[place.axis])
                                     : " has " + std::to_string(shape.size()) + " dimensions"));
}

}  // namespace

std::int64_t sizeFrom(const TensorTable &table, const std::vector<SizeAt> &places,
                      const std::string &model) {
  for (const SizeAt &place : places) {
    if (!table.has(place.name) || table.info(place.name).shape.size() != place.dimensions) {
      continue;
    }
    return sizeAt(table, place, model);
  }
  return sizeAt(table, places.at(0), model);
}

std::int64_t numberedEntries(const TensorTable &table, const std::string &prefix) {
  std::int64_t count = 0;
  const auto &infos = table.infos();
  for (auto entry = infos.lower_bound(prefix); entry != infos.end(); ++entry) {
    if (!entry->first.starts_with(prefix)) {
      break;
    }
    if (const auto number = numberAt(entry->first, prefix.size())) {
      count = std::max(count, *number + 1);
    }
  }
  return count;
}

}  // namespace everyword
