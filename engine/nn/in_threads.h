#pragma once

#include <cstddef>
#include <functional>

namespace everyword {

/// task(0) .. task(count - 1), as many at a time as there are threads, each whole in one of them:
/// the operations within find one thread, wake no other, and compute the bits that they compute
/// where there is only one. They have the caller's gradient mode, autocasting and the like. An
/// exception of a task is thrown on; the tasks must not depend on each other.
void inThreads(std::size_t count, const std::function<void(std::size_t)> &task);

/// task(), whole in one thread as inThreads would have it: the same bits for every number of
/// threads, and for work of many small operations no waiting.
void inOneThread(const std::function<void()> &task);

}  // namespace everyword
