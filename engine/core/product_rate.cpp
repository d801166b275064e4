#include "engine/core/product_rate.h"

#include <ATen/ATen.h>
#include <c10/core/impl/VirtualGuardImpl.h>

#include <algorithm>
#include <chrono>
#include <vector>

namespace everyword {

void waitForDevice(c10::Device device) {
  if (!device.is_cpu()) {
    const c10::impl::VirtualGuardImpl guard(device.type());
    guard.synchronizeDevice(guard.getDevice().index());
  }
}

double productRate(c10::Device device, c10::ScalarType type, std::int64_t rows, std::int64_t inner,
                   std::int64_t columns, int repeats) {
  const at::NoGradGuard noGraph;
  const auto options = at::TensorOptions().dtype(type).device(device);
  const at::Tensor a = at::ones({rows, inner}, options), b = at::ones({inner, columns}, options);
  at::Tensor product = at::mm(a, b);
  waitForDevice(device);
  std::vector<double> seconds;
  for (int i = 0; i < std::max(1, repeats); ++i) {
    const auto began = std::chrono::steady_clock::now();
    at::mm_out(product, a, b);
    waitForDevice(device);
    seconds.push_back(
        std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count());
  }
  std::nth_element(seconds.begin(),
                   seconds.begin() + static_cast<std::ptrdiff_t>(seconds.size() / 2),
                   seconds.end());
  const double operations =
      2.0 * static_cast<double>(rows) * static_cast<double>(inner) * static_cast<double>(columns);
  return operations / std::max(seconds[seconds.size() / 2], 1e-9);
}

bool reducedPrecisionIsEmulated(c10::Device device) {
  return productRate(device, at::kBFloat16, 128, 128, 128, 3) <
         productRate(device, at::kFloat, 128, 128, 128, 3) / 8;
}

bool reducedPrecisionPays(c10::Device device) {
  // A reduced product has to be clearly faster: the casts around it cost something too.
  constexpr double kGain = 1.3;
  const auto faster = [&](std::int64_t side, int repeats) {
    return productRate(device, at::kBFloat16, side, side, side, repeats) >
           kGain * productRate(device, at::kFloat, side, side, side, repeats);
  };
  // Emulated, a large product would take many seconds.
  return !reducedPrecisionIsEmulated(device) && faster(1024, 5);
}

}  // namespace everyword
