#include "app/cli/interrupt.h"

#include <csignal>

namespace everyword {

namespace {

volatile std::sig_atomic_t interruptedFlag = 0;

extern "C" void noteInterrupt(int signal) {
  interruptedFlag = 1;
  std::signal(signal, SIG_DFL);
}

}  // namespace

InterruptGuard::InterruptGuard() {
  interruptedFlag = 0;
  std::signal(SIGINT, noteInterrupt);
  std::signal(SIGTERM, noteInterrupt);
}

InterruptGuard::~InterruptGuard() {
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGTERM, SIG_DFL);
}

bool InterruptGuard::interrupted() { return interruptedFlag != 0; }

}  // namespace everyword
