#include "engine/nn/in_threads.h"

#include <ATen/Parallel.h>
#include <ATen/ThreadLocalState.h>

#include <algorithm>
#include <atomic>

// Of the MKL in LibTorch, which has no header; null where LibTorch has none. Returns the number
// before.
extern "C" int MKL_Set_Num_Threads_Local(int threads) __attribute__((weak));

namespace everyword {

namespace {

/// Libraries that ask how many threads there are choose how to split a product by it, even where
/// they then work in one. OpenMP and MKL keep the number for each thread.
class OneThreadHere {
 public:
#ifdef _OPENMP
  OneThreadHere() {
    // A thread that LibTorch has not asked yet would set LibTorch's number over this one: once for
    // what its headers have put into this library, once for its own.
    at::internal::lazy_init_num_threads();
    before_ = at::get_num_threads();
    omp_set_num_threads(1);
    mklBefore_ = MKL_Set_Num_Threads_Local ? MKL_Set_Num_Threads_Local(1) : 0;
  }
  ~OneThreadHere() {
    if (MKL_Set_Num_Threads_Local) {
      MKL_Set_Num_Threads_Local(mklBefore_);
    }
    omp_set_num_threads(before_);
  }
#else
  OneThreadHere() = default;
#endif
  OneThreadHere(const OneThreadHere &) = delete;
  OneThreadHere &operator=(const OneThreadHere &) = delete;

 private:
#ifdef _OPENMP
  int before_ = 1, mklBefore_ = 0;
#endif
};

}  // namespace

void inThreads(std::size_t count, const std::function<void(std::size_t)> &task) {
  const at::ThreadLocalState here;
  const std::size_t threads = std::min(count, static_cast<std::size_t>(at::get_num_threads()));
  std::atomic<std::size_t> next = 0;
  // Whoever is free takes the next: a neighbour on the machine may slow one thread down.
  at::parallel_for(0, static_cast<std::int64_t>(threads), 1, [&](std::int64_t, std::int64_t) {
    const at::ThreadLocalStateGuard same(here);
    const OneThreadHere alone;
    for (std::size_t i = next++; i < count; i = next++) {
      task(i);
    }
  });
}

void inOneThread(const std::function<void()> &task) {
  // The others find nothing to do: MKL keeps to one thread only where several are at work.
  inThreads(static_cast<std::size_t>(at::get_num_threads()), [&](std::size_t i) {
    if (i == 0) {
      task();
    }
  });
}

}  // namespace everyword
