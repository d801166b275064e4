#include "engine/core/check_shape.h"

#include <ATen/ATen.h>

#include <sstream>

#include "engine/api/errors.h"

namespace everyword {

namespace {

template <class Sizes>
std::string describe(const Sizes &sizes) {
  std::ostringstream out;
  out << '[';
  bool first = true;
  for (const std::int64_t size : sizes) {
    out << (first ? "" : ",");
    if (size == kAny) {
      out << '*';
    } else {
      out << size;
    }
    first = false;
  }
  out << ']';
  return out.str();
}

}  // namespace

void checkShape(const at::Tensor &tensor, std::initializer_list<std::int64_t> shape,
                std::string_view name) {
  bool fits = tensor.defined() && tensor.dim() == static_cast<std::int64_t>(shape.size());
  std::int64_t dimension = 0;
  for (const std::int64_t size : shape) {
    fits = fits && (size == kAny || tensor.size(dimension) == size);
    ++dimension;
  }
  if (!fits) {
    throw ShapeError(std::string(name) + ": expected " + describe(shape) + ", got " +
                     (tensor.defined() ? describe(tensor.sizes()) : "nothing"));
  }
}

}  // namespace everyword
