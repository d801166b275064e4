#include "engine/download/download_sink.h"

#include <filesystem>

#include "engine/api/errors.h"
#include "engine/store/user_folder.h"

namespace everyword {
namespace {

constexpr auto kTellEvery = std::chrono::milliseconds(100);

}  // namespace

DownloadSink::DownloadSink(const FileSource &source, PartFile &part, const DownloadReport &report)
    : source_(source), part_(part), report_(report) {}

bool DownloadSink::begin(const ResponseHead &head) {
  try {
    return beginChecked(head);
  } catch (...) {
    error_ = std::current_exception();
    return false;
  }
}

bool DownloadSink::beginChecked(const ResponseHead &head) {
  if (head.status == 206) {
    if (head.rangeStart != part_.size() || !part_.isSameVersion(head)) {
      return false;
    }
  } else if (part_.size() > 0) {
    part_.clear();  // the server sends the whole: it changed, or cannot go on in the middle
  }
  const std::uint64_t total =
      head.status == 206 ? head.rangeTotal.value_or(0) : head.length.value_or(0);
  if (source_.bytes > 0 && total > 0 && total != static_cast<std::uint64_t>(source_.bytes)) {
    part_.clear();
    throw FileError(source_.url + " has " + std::to_string(total) + " bytes instead of " +
                        std::to_string(source_.bytes),
                    "it is not the file that was asked for");
  }
  checkSize(total);
  if (total > part_.size()) {
    requireFreeSpace(std::filesystem::path(part_.path()).parent_path().string(),
                     static_cast<std::int64_t>(total - part_.size()), source_.fileName);
  }
  part_.describe(head);
  receiving_ = true;
  startSize_ = part_.size();
  startTime_ = Clock::now();
  return true;
}

void DownloadSink::checkSize(std::uint64_t size) const {
  const std::int64_t most = source_.bytes > 0 ? source_.bytes : source_.largest;
  if (most <= 0 || size <= static_cast<std::uint64_t>(most)) {
    return;
  }
  part_.clear();
  throw FileError(source_.url + " has more than the " + std::to_string(most) + " bytes expected",
                  "it is not the file that was asked for");
}

bool DownloadSink::write(const char *bytes, std::size_t count) {
  try {
    checkSize(part_.size() + count);
    part_.append(bytes, count);
    return true;
  } catch (...) {
    error_ = std::current_exception();
    return false;
  }
}

bool DownloadSink::goOn() {
  if (Clock::now() - toldTime_ < kTellEvery) {
    return true;
  }
  return report(receiving_ ? DownloadProgress::Phase::Receiving
                           : DownloadProgress::Phase::Connecting);
}

void DownloadSink::rethrow() const {
  if (error_) {
    std::rethrow_exception(error_);
  }
}

bool DownloadSink::report(DownloadProgress::Phase phase, const std::string &note) {
  toldTime_ = Clock::now();
  if (!report_) {
    return true;
  }
  DownloadProgress progress;
  progress.phase = phase;
  progress.file = source_.fileName;
  progress.done = static_cast<std::int64_t>(part_.size());
  progress.total = source_.bytes > 0 ? source_.bytes : static_cast<std::int64_t>(part_.total());
  const std::chrono::duration<double> passed = toldTime_ - startTime_;
  if (phase == DownloadProgress::Phase::Receiving && passed.count() > 0 &&
      part_.size() > startSize_) {
    progress.bytesPerSecond = static_cast<double>(part_.size() - startSize_) / passed.count();
  }
  progress.note = note;
  return report_(progress);
}

}  // namespace everyword
