#include "app/cli/output.h"

#include <poll.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <iostream>

#include "engine/api/shown_text.h"

namespace everyword {

namespace {

bool readerHasGone() {
  pollfd output{STDOUT_FILENO, POLLOUT, 0};
  return ::poll(&output, 1, 0) == 1 && (output.revents & (POLLERR | POLLHUP)) != 0;
}

}  // namespace

void prepareStreams() {
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
}

void print(const std::string &text) {
  std::cout << shownText(text, /*keepLines=*/true) << std::flush;
}

void printData(const std::string &text) { std::cout << text << std::flush; }

int reportError(const std::string &sentence, int exitCode) {
  std::cout.flush();
  std::cerr << "everyword: " << shownText(sentence) << std::endl;
  return exitCode;
}

void reportWarning(const std::string &sentence) {
  std::cout.flush();
  std::cerr << "everyword: warning: " << shownText(sentence) << std::endl;
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
