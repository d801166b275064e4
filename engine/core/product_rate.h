#pragma once

#include <c10/core/Device.h>
#include <c10/core/ScalarType.h>

#include <cstdint>

namespace everyword {

/// Floating-point operations a second of one product [rows, inner] x [inner, columns] in `type` on
/// `device`, the median of `repeats` after one that does not count. Takes as long as the products
/// do.
double productRate(c10::Device device, c10::ScalarType type, std::int64_t rows, std::int64_t inner,
                   std::int64_t columns, int repeats);

/// Is bfloat16 so slow here, by small products, that no larger one should be tried?
bool reducedPrecisionIsEmulated(c10::Device device);

/// Is bfloat16 faster than float32 here? A short measurement, well under a second also where
/// bfloat16 is emulated and hundreds of times slower.
bool reducedPrecisionPays(c10::Device device);

/// Waits until the device has done what it was asked to; nothing on the CPU. For clocks.
void waitForDevice(c10::Device device);

}  // namespace everyword
