#include "app/cli/output.h"

#include <poll.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <iostream>

namespace everyword {

namespace {

/// Control characters (C0, DEL, C1) as \x1b, so that no file's text gives a terminal orders.
std::string visible(const std::string &text) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string shown;
  for (std::size_t i = 0; i < text.size(); ++i) {
    auto c = static_cast<unsigned char>(text[i]);
    const bool c1 = c == 0xC2 && i + 1 < text.size() &&
                    (static_cast<unsigned char>(text[i + 1]) & 0xE0u) == 0x80;
    if (c1) {
      c = static_cast<unsigned char>(text[++i]);
    }
    if (c1 || c == 0x7F || (c < 0x20 && c != '\n' && c != '\t')) {
      shown.append("\\x").append(1, kDigits[c >> 4u]).append(1, kDigits[c & 15u]);
    } else {
      shown += static_cast<char>(c);
    }
  }
  return shown;
}

bool readerHasGone() {
  pollfd output{STDOUT_FILENO, POLLOUT, 0};
  return ::poll(&output, 1, 0) == 1 && (output.revents & (POLLERR | POLLHUP)) != 0;
}

}  // namespace

void prepareStreams() {
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
}

void print(const std::string &text) { std::cout << visible(text) << std::flush; }

void printData(const std::string &text) { std::cout << text << std::flush; }

int reportError(const std::string &sentence, int exitCode) {
  std::cout.flush();
  std::cerr << "everyword: " << visible(sentence) << std::endl;
  return exitCode;
}

void reportWarning(const std::string &sentence) {
  std::cout.flush();
  std::cerr << "everyword: warning: " << visible(sentence) << std::endl;
}

int finishOutput(int exitCode) {
  std::cout.flush();
  const bool written = std::fflush(stdout) == 0 && std::cout.good() && std::ferror(stdout) == 0;
  if (written || readerHasGone()) {
    return exitCode;
  }
  reportError("the output cannot be written: free some space or send it somewhere else", 3);
  return exitCode == 0 ? 3 : exitCode;
}

}  // namespace everyword
