#include "app/cli/progress.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "app/cli/output.h"

namespace everyword {

namespace {

constexpr int kBarWidth = 24;
constexpr auto kRedrawEvery = std::chrono::milliseconds(100);
constexpr auto kLineEvery = std::chrono::seconds(30);  ///< in a pipe, however slow the work is

int terminalWidth() {
  winsize size{};
  return ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 20 ? size.ws_col : 80;
}

/// At most `letters` letters of UTF-8.
std::string shortened(const std::string &text, int letters) {
  std::size_t end = 0;
  for (int count = 0; end < text.size(); ++end) {
    if ((static_cast<unsigned char>(text[end]) & 0xC0) != 0x80 && ++count > letters) {
      break;
    }
  }
  return text.substr(0, end);
}

}  // namespace

Progress::Progress(ProgressStyle style) : style_(style), terminal_(::isatty(STDOUT_FILENO) == 1) {}

void Progress::show(double fraction, const std::string &details) {
  if (style_ != ProgressStyle::Automatic) {
    return;
  }
  fraction = std::isfinite(fraction) ? std::clamp(fraction, 0.0, 1.0) : 0.0;
  if (terminal_) {
    drawBar(fraction, details);
    return;
  }
  // A new count starts again at the bottom: loading, then the run.
  const int tenth = static_cast<int>(fraction * 10 + 1e-9);
  const auto now = std::chrono::steady_clock::now();
  if (tenth != lastTenth_ || now - lastDrawn_ > kLineEvery) {
    lastTenth_ = tenth;
    lastDrawn_ = now;
    print(details + "\n");
  }
}

void Progress::drawBar(double fraction, const std::string &details) {
  const auto now = std::chrono::steady_clock::now();
  if (barShown_ && fraction < 1 && now - lastDrawn_ < kRedrawEvery) {
    return;
  }
  lastDrawn_ = now;
  barShown_ = true;
  const int filled = static_cast<int>(std::lround(fraction * kBarWidth));
  printData("\r[" + std::string(static_cast<std::size_t>(filled), '#') +
            std::string(static_cast<std::size_t>(kBarWidth - filled), '.') + "] ");
  print(shortened(details, terminalWidth() - kBarWidth - 4));
  printData("\x1b[K");
}

void Progress::clear() {
  if (barShown_) {
    printData("\r\x1b[K");
    barShown_ = false;
  }
}

void Progress::say(const std::string &text) {
  if (style_ == ProgressStyle::Automatic) {
    clear();
    print(text + "\n");
  }
}

void Progress::json(const std::string &object) {
  if (style_ == ProgressStyle::Json) {
    printData(object + "\n");
  }
}

void Progress::warn(const std::string &sentence) {
  if (!warned_.insert(sentence).second) {
    return;
  }
  clear();
  reportWarning(sentence);
  if (isJson()) {
    json(nlohmann::json{{"event", "warning"}, {"text", sentence}}.dump(
        -1, ' ', false, nlohmann::json::error_handler_t::replace));
  }
}

}  // namespace everyword
