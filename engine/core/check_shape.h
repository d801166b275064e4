#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <initializer_list>
#include <string_view>

namespace everyword {

/// A dimension that may have any size.
inline constexpr std::int64_t kAny = -1;

/// Throws ShapeError "attention of block 11: expected [*,12,50,50], got [1,8,50,50]".
void checkShape(const at::Tensor &tensor, std::initializer_list<std::int64_t> shape,
                std::string_view name);

}  // namespace everyword
