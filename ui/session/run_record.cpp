#include "ui/session/run_record.h"

#include <algorithm>

namespace everyword {
namespace {

std::size_t bytesOf(const Frame &frame) {
  std::size_t bytes = frame.rgba.size();
  for (const FloatMap &map : frame.maps) {
    bytes += map.values.size() * sizeof(float);
  }
  return bytes;
}

/// A look at the regions comes every few steps, and holds until the next one.
void keepLooks(const StepEvent &before, StepEvent &event) {
  for (RegionScore &score : event.regions) {
    for (const RegionScore &earlier : before.regions) {
      if (!score.looksLike && earlier.regionId == score.regionId && earlier.label == score.label) {
        score.looksLike = earlier.looksLike;
      }
    }
  }
}

}  // namespace

double topOf(const FloatMap &map) {
  if (map.values.empty()) {
    return 0;
  }
  std::vector<float> values = map.values;
  std::sort(values.begin(), values.end());
  const double place = 0.99 * double(values.size() - 1);
  const std::size_t below = std::size_t(place);
  const double above = values[std::min(below + 1, values.size() - 1)];
  return std::max(0.0, values[below] + (above - values[below]) * (place - double(below)));
}

void RunRecord::addSteps(const std::vector<StepEvent> &steps) {
  for (const StepEvent &step : steps) {
    steps_.push_back(step);
    if (steps_.size() > 1) {
      keepLooks(steps_[steps_.size() - 2], steps_.back());
    }
  }
}

void RunRecord::addFrame(const StepEvent &event) {
  const bool startAgain = event.step == 0 && !frames_.empty() && frames_.back().step == 0;
  if (startAgain) {
    frames_.pop_back();
  }
  frames_.push_back(event);
  for (const FloatMap &map : event.frame->maps) {
    if (map.values.empty()) {
      continue;
    }
    const double top = topOf(map);
    const auto known = std::find_if(largest_.begin(), largest_.end(),
                                    [&](const auto &entry) { return entry.first == map.label; });
    if (known == largest_.end()) {
      largest_.emplace_back(map.label, top);
    } else {
      known->second = std::max(known->second, top);
    }
  }
  thin();
}

void RunRecord::goBackTo(int step) {
  std::erase_if(frames_, [step](const StepEvent &event) { return event.frame->step >= step; });
}

bool RunRecord::addFinalFrame(const FramePtr &frame) {
  if (!frame || (!frames_.empty() && frames_.back().frame->step >= frame->step)) {
    return false;
  }
  StepEvent event;
  event.step = frame->step;
  event.frame = frame;
  addFrame(event);
  return true;
}

double RunRecord::largestRelevance(const std::string &label) const {
  for (const auto &[known, value] : largest_) {
    if (known == label) {
      return value;
    }
  }
  return 0;
}

const StepEvent *RunRecord::stepAt(int step) const {
  const auto after =
      std::upper_bound(steps_.begin(), steps_.end(), step,
                       [](int wanted, const StepEvent &event) { return wanted < event.step; });
  return after == steps_.begin() ? nullptr : &*(after - 1);
}

FramePtr RunRecord::startFrame() const {
  return frames_.empty() || frames_.front().frame->step != 0 ? nullptr : frames_.front().frame;
}

void RunRecord::thin() {
  if (frames_.size() < 3 || frames_.size() * bytesOf(*frames_.back().frame) <= budgetBytes_) {
    return;
  }
  // The first and the newest frame stay.
  std::vector<StepEvent> kept;
  for (std::size_t index = 0; index < frames_.size(); ++index) {
    if (index % 2 == 0 || index + 1 == frames_.size()) {
      kept.push_back(std::move(frames_[index]));
    }
  }
  frames_ = std::move(kept);
}

}  // namespace everyword
