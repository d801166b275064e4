#pragma once

#include <ATen/ATen.h>

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "engine/checkpoint/tensor_table.h"

namespace everyword::testing {

using Shape = std::vector<std::int64_t>;

/// Names and shapes of a published checkpoint, without numbers.
class ShapeTable {
 public:
  std::map<std::string, Shape> shapes;

  void add(const std::string &name, const Shape &shape) { shapes[name] = shape; }
  /// "weight" and "bias" of one dimension.
  void norm(const std::string &prefix, std::int64_t width) {
    add(prefix + "weight", {width});
    add(prefix + "bias", {width});
  }
  void batchNorm(const std::string &prefix, std::int64_t width) {
    norm(prefix, width);
    add(prefix + "running_mean", {width});
    add(prefix + "running_var", {width});
    add(prefix + "num_batches_tracked", {});
  }
  void linear(const std::string &prefix, std::int64_t out, std::int64_t in) {
    add(prefix + "weight", {out, in});
    add(prefix + "bias", {out});
  }
  void convolution(const std::string &prefix, std::int64_t out, std::int64_t in,
                   std::int64_t kernel) {
    add(prefix + "weight", {out, in, kernel, kernel});
    add(prefix + "bias", {out});
  }

  /// Entries of all tensors but those whose names end so.
  std::int64_t entries(const std::vector<std::string> &without = {}) const {
    std::int64_t sum = 0;
    for (const auto &[name, shape] : shapes) {
      bool counts = true;
      for (const std::string &end : without) {
        counts = counts && !name.ends_with(end);
      }
      sum += counts ? c10::multiply_integers(shape) : 0;
    }
    return sum;
  }

  /// A table whose tensors take no memory, in a file of that length.
  TensorTable table(std::uint64_t fileBytes = std::uint64_t{1} << 40) const {
    std::map<std::string, TensorInfo> infos;
    for (const auto &[name, shape] : shapes) {
      infos[name] = {shape, at::kFloat, {}};
    }
    return {infos, std::make_shared<Source>(shapes, fileBytes), "published.pt", "torch zip"};
  }

 private:
  class Source : public TensorTable::Source {
   public:
    Source(std::map<std::string, Shape> shapes, std::uint64_t fileBytes)
        : shapes_(std::move(shapes)), fileBytes_(fileBytes) {}
    at::Tensor load(const std::string &name) const override {
      return at::ones({}).expand(shapes_.at(name));
    }
    std::uint64_t fileBytes() const override { return fileBytes_; }

   private:
    std::map<std::string, Shape> shapes_;
    std::uint64_t fileBytes_;
  };
};

}  // namespace everyword::testing
