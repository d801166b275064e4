#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "engine/checkpoint/tensor_table.h"

namespace everyword {

// What a configuration is read from: names and shapes, no data.

/// A size that stands in the shape of an entry with so many dimensions.
struct SizeAt {
  std::string name;
  std::size_t dimensions = 1;
  std::size_t axis = 0;
};

/// The size where it is first found: one missing or mis-shaped entry does not hide the others from
/// the loader. Throws FileError naming the file and `model` ("StyleGAN2") when it is nowhere, or
/// the size is below 1 or above 8192 (no layer of these models is wider).
std::int64_t sizeFrom(const TensorTable &table, const std::vector<SizeAt> &places,
                      const std::string &model);

/// One more than the largest N of names that begin with `prefix`, N and a dot or an end ("convs.",
/// "convs.5.noise.weight" -> 6); 0 when there is none. Gaps count, so that the loader can report
/// what is missing. Numbers of more than three digits are no part of a model and do not count.
std::int64_t numberedEntries(const TensorTable &table, const std::string &prefix);

}  // namespace everyword
