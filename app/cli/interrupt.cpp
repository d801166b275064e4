#include "app/cli/interrupt.h"

#include <chrono>
#include <csignal>
#include <future>
#include <thread>

namespace everyword {

namespace {

volatile std::sig_atomic_t interruptedFlag = 0;

extern "C" void noteInterrupt(int signal) {
  interruptedFlag = 1;
  if (signal == SIGINT) {  // a closed terminal may send SIGHUP more than once
    std::signal(signal, SIG_DFL);
  }
}

bool isIgnored(int signal) {
  struct sigaction current {};
  return ::sigaction(signal, nullptr, &current) == 0 && current.sa_handler == SIG_IGN;
}

}  // namespace

InterruptGuard::InterruptGuard() {
  interruptedFlag = 0;
  std::signal(SIGINT, noteInterrupt);
  std::signal(SIGTERM, noteInterrupt);
  std::signal(SIGPIPE, noteInterrupt);
  if (!isIgnored(SIGHUP)) {
    std::signal(SIGHUP, noteInterrupt);
  }
}

InterruptGuard::~InterruptGuard() {
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGTERM, SIG_DFL);
  std::signal(SIGPIPE, SIG_IGN);  // as prepareStreams() left it
  if (!isIgnored(SIGHUP)) {
    std::signal(SIGHUP, SIG_DFL);
  }
}

bool InterruptGuard::interrupted() { return interruptedFlag != 0; }

void untilInterrupted(const std::function<void()> &work) {
  const InterruptGuard guard;
  auto task = std::make_shared<std::packaged_task<void()>>(work);
  std::future<void> result = task->get_future();
  std::thread([task] { (*task)(); }).detach();
  while (result.wait_for(std::chrono::milliseconds(20)) != std::future_status::ready) {
    if (InterruptGuard::interrupted()) {
      throw Interrupted();
    }
  }
  result.get();
}

}  // namespace everyword
