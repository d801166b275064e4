#pragma once

#include <cstddef>
#include <functional>

namespace everyword {

/// task(0) .. task(count - 1), as many at a time as there are threads, each whole in one of them:
/// the operations within find themselves in a parallel region and wake no other. They have the
/// caller's gradient mode, autocasting and the like. An exception of a task is thrown on; the tasks
/// must not depend on each other.
///
/// In float32 a task computes the same bits as outside, where its operations use all threads: the
/// kernels share out results, not the terms of one. An exception are sums over more than 32,768
/// values to a single one, which are split among threads.
void inThreads(std::size_t count, const std::function<void(std::size_t)> &task);

}  // namespace everyword
