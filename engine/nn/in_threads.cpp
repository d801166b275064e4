#include "engine/nn/in_threads.h"

#include <ATen/Parallel.h>
#include <ATen/ThreadLocalState.h>

#include <algorithm>
#include <atomic>

namespace everyword {

void inThreads(std::size_t count, const std::function<void(std::size_t)> &task) {
  const at::ThreadLocalState here;
  const std::size_t threads = std::min(count, static_cast<std::size_t>(at::get_num_threads()));
  std::atomic<std::size_t> next = 0;
  // Whoever is free takes the next: a neighbour on the machine may slow one thread down.
  at::parallel_for(0, static_cast<std::int64_t>(threads), 1, [&](std::int64_t, std::int64_t) {
    const at::ThreadLocalStateGuard same(here);
    for (std::size_t i = next++; i < count; i = next++) {
      task(i);
    }
  });
}

}  // namespace everyword
