#include "engine/core/device.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <ATen/detail/CUDAHooksInterface.h>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <string>
#include <thread>

#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "engine/api/errors.h"

namespace everyword {

namespace {

std::int64_t statusBytes(const std::string &key) {
  std::ifstream status("/proc/self/status");
  std::string line;
  while (std::getline(status, line)) {
    if (line.rfind(key, 0) == 0) {
      std::istringstream words(line.substr(key.size()));
      std::int64_t kilobytes = 0;
      words >> kilobytes;
      return kilobytes * 1024;
    }
  }
  return 0;
}

}  // namespace

c10::Device chooseDevice(const std::string &name) {
  if (name == "cpu") {
    return c10::kCPU;
  }
  if (name == "auto") {
    return at::hasCUDA() ? c10::Device(c10::kCUDA, 0) : c10::Device(c10::kCPU);
  }
  const bool hasIndex =
      name.rfind("cuda:", 0) == 0 && name.size() > 5 && name.size() < 8 &&
      std::all_of(name.begin() + 5, name.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (name != "cuda" && !hasIndex) {
    throw InputError("device '" + name + "' is not known", "use auto, cpu, cuda or cuda:0");
  }
  const int index = hasIndex ? std::stoi(name.substr(5)) : 0;
  if (!at::hasCUDA() || index >= at::detail::getCUDAHooks().deviceCount()) {
    throw InputError("device '" + name + "' was asked for, but there is no such GPU here",
                     "use --device cpu");
  }
  return {c10::kCUDA, static_cast<c10::DeviceIndex>(index)};
}

void setThreads(int threads) {
  const int cores = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  at::set_num_threads(threads > 0 ? threads : cores);
}

std::string describeDevice(const c10::Device &device, Precision precision) {
  const std::string reduced = ", " + toString(precision);
  if (device.is_cuda()) {
    return machineName(device) + reduced;
  }
  const int threads = at::get_num_threads();
  return "CPU, " + std::to_string(threads) + (threads == 1 ? " thread" : " threads") + reduced;
}

std::string machineName(const c10::Device &device) {
  if (device.is_cuda()) {
    return "GPU " + std::to_string(std::max<int>(0, device.index()));
  }
  std::ifstream file("/proc/cpuinfo");
  std::string line;
  while (std::getline(file, line)) {
    const std::size_t colon = line.find(": ");
    if (line.rfind("model name", 0) == 0 && colon != std::string::npos) {
      return line.substr(colon + 2);
    }
  }
  return "CPU";
}

bool restartPeak() {
#ifdef __GLIBC__
  malloc_trim(0);
#endif
  std::ofstream file("/proc/self/clear_refs");
  file << "5" << std::flush;
  return static_cast<bool>(file);
}

std::int64_t residentBytes() { return statusBytes("VmRSS:"); }

std::int64_t peakResidentBytes() { return statusBytes("VmHWM:"); }

}  // namespace everyword
