#include "ui/workspace/end_signals.h"

#include <sys/socket.h>
#include <unistd.h>

#include <QSocketNotifier>
#include <csignal>
#include <utility>

namespace everyword {
namespace {

constexpr int kSignals[] = {SIGTERM, SIGHUP, SIGINT};
struct sigaction previous[std::size(kSignals)];
int ends[2] = {-1, -1};  ///< written by the handler, read by the event loop

extern "C" void noteEndSignal(int) {
  const int error = errno;
  const char byte = 1;
  [[maybe_unused]] const ssize_t written = ::write(ends[0], &byte, 1);
  errno = error;
}

}  // namespace

EndSignals::EndSignals(QObject *parent) : QObject(parent) {
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends) != 0) {
    return;  // out of file descriptors: signals end the process, as they do without a handler
  }
  auto *notifier = new QSocketNotifier(ends[1], QSocketNotifier::Read, this);
  connect(notifier, &QSocketNotifier::activated, this, [this] {
    char bytes[16];
    while (::read(ends[1], bytes, sizeof bytes) > 0) {
    }
    Q_EMIT arrived();
  });
  struct sigaction handler {};
  handler.sa_handler = noteEndSignal;
  handler.sa_flags = SA_RESTART;
  for (std::size_t index = 0; index < std::size(kSignals); ++index) {
    ::sigaction(kSignals[index], nullptr, &previous[index]);
    if (previous[index].sa_handler != SIG_IGN) {
      ::sigaction(kSignals[index], &handler, nullptr);
    }
  }
}

EndSignals::~EndSignals() {
  if (ends[0] < 0) {
    return;
  }
  for (std::size_t index = 0; index < std::size(kSignals); ++index) {
    ::sigaction(kSignals[index], &previous[index], nullptr);
  }
  for (int &end : ends) {
    ::close(std::exchange(end, -1));
  }
}

}  // namespace everyword
