#include "engine/checkpoint/load_watch.h"

#include <algorithm>
#include <utility>

namespace everyword {
namespace {

constexpr double kReportEach = 1 << 20;  // entries: 4 MB in float32, a few milliseconds

thread_local LoadWatch *innermost = nullptr;

}  // namespace

LoadWatch::LoadWatch(double expected, std::function<void(double)> report)
    : expected_(std::max(expected, 1.0)), report_(std::move(report)), outer_(innermost) {
  innermost = this;
}

LoadWatch::~LoadWatch() { innermost = outer_; }
LoadWatch *LoadWatch::current() { return innermost; }

void LoadWatch::add(double entries) {
  read_ += entries;
  if (read_ - reported_ < kReportEach) {
    return;
  }
  reported_ = read_;
  report_(std::min(read_ / expected_, 1.0));
}

}  // namespace everyword
