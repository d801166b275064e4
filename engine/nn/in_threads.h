#pragma once

#include <cstddef>
#include <functional>

namespace everyword {

/// task(0) .. task(count - 1), as many at a time as there are threads, each whole in one of them:
/// the operations within find themselves in a parallel region and wake no other. They have the
/// caller's gradient mode, autocasting and the like. An exception of a task is thrown on; the tasks
/// must not depend on each other.
///
/// In float32 most operations compute the same bits as outside, where they use all threads: kernels
/// share out results, not the terms of one. Measured to differ: sums of more than 32,768 values to
/// a single one (guidance/sum_of_all.h), and something in the backward pass of VQGAN.
void inThreads(std::size_t count, const std::function<void(std::size_t)> &task);

}  // namespace everyword
