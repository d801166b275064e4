#include "engine/core/free_memory.h"

#include <ATen/DeviceAccelerator.h>

#include <algorithm>
#include <fstream>
#include <string>

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace everyword {

namespace {

/// A number of bytes in a file of one number, or in the line that starts with `key`.
std::int64_t numberIn(const std::string &path, const std::string &key = {}) {
  std::ifstream file(path);
  std::string word;
  while (file >> word) {
    if (!key.empty() && word != key) {
      continue;
    }
    if (!key.empty() && !(file >> word)) {
      return 0;
    }
    const bool isNumber = !word.empty() && word.size() < 19 &&
                          word.find_first_not_of("0123456789") == std::string::npos;
    return isNumber ? std::stoll(word) : 0;  // "max": no limit
  }
  return 0;
}

std::int64_t freeOnCpu() {
  const std::int64_t machine = numberIn("/proc/meminfo", "MemAvailable:") * 1024;
  const std::int64_t limit = numberIn("/sys/fs/cgroup/memory.max");
  if (limit == 0) {
    return machine;
  }
  const std::int64_t used =
      numberIn("/sys/fs/cgroup/memory.stat", "anon");  // files in memory can go
  const std::int64_t rest = std::max<std::int64_t>(limit - used, 1);
  return machine == 0 ? rest : std::min(machine, rest);
}

}  // namespace

std::int64_t freedHeap() {
#ifdef __GLIBC__
  return static_cast<std::int64_t>(::mallinfo2().fordblks);
#else
  return 0;
#endif
}

std::int64_t freeMemory(c10::Device device) {
  if (device.is_cpu()) {
    return freeOnCpu();
  }
  try {
    const auto index = static_cast<c10::DeviceIndex>(std::max<int>(0, device.index()));
    return static_cast<std::int64_t>(
        at::getDeviceAllocator(device.type())->getMemoryInfo(index).first);
  } catch (const c10::Error &) {
    return 0;  // this allocator does not say
  }
}

}  // namespace everyword
