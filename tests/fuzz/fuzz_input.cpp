#include "tests/fuzz/fuzz_input.h"

#include <ATen/ATen.h>
#include <sanitizer/allocator_interface.h>
#include <sys/mman.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>

#include "engine/api/errors.h"
#include "engine/checkpoint/tensor_table.h"

namespace everyword::fuzz {
namespace {

constexpr std::int64_t kFloor = std::int64_t{64} << 20;

std::atomic<std::int64_t> live{0}, allowed{0};  // allowed 0: nobody watches

void onMalloc(const volatile void *, std::size_t size) {
  if (allowed == 0) {
    return;
  }
  live += static_cast<std::int64_t>(size);
  if (live > allowed) {
    std::fprintf(stderr, "ERROR: %lld bytes taken, %lld are allowed\n",
                 static_cast<long long>(live.load()), static_cast<long long>(allowed.load()));
    allowed = 0;
    std::abort();
  }
}

void onFree(const volatile void *block) {
  if (allowed != 0 && block) {
    live -=
        static_cast<std::int64_t>(__sanitizer_get_allocated_size(const_cast<const void *>(block)));
  }
}

}  // namespace

FuzzFile::FuzzFile(const std::uint8_t *data, std::size_t size)
    : descriptor_(::memfd_create("fuzz", MFD_CLOEXEC)),
      path_("/proc/self/fd/" + std::to_string(descriptor_)) {
  if (descriptor_ < 0 || ::write(descriptor_, data, size) != static_cast<ssize_t>(size)) {
    std::abort();
  }
}

FuzzFile::~FuzzFile() { ::close(descriptor_); }

MemoryWatch::MemoryWatch(std::size_t fileBytes) {
  static const int installed = __sanitizer_install_malloc_and_free_hooks(onMalloc, onFree);
  if (installed == 0) {
    std::abort();
  }
  live = 0;
  allowed = kFloor + 4 * static_cast<std::int64_t>(fileBytes);
}

MemoryWatch::~MemoryWatch() { allowed = 0; }

void openCheckpoint(const std::uint8_t *data, std::size_t size) {
  const FuzzFile file(data, size);
  const MemoryWatch watch(size);
  try {
    const TensorTable table = TensorTable::open(file.path());
    for (const auto &[name, info] : table.infos()) {
      table.load(name);
      table.loadFloat(name);
    }
  } catch (const Error &) {
  }
}

}  // namespace everyword::fuzz
