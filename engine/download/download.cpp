#include "engine/download/download.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <thread>

#include "engine/api/errors.h"
#include "engine/download/download_sink.h"
#include "engine/models/file_digest.h"
#include "engine/store/user_folder.h"

namespace everyword {
namespace {

using Phase = DownloadProgress::Phase;

constexpr int kMostRestarts = 5;  // a server that changes its file all the time is no source

/// One download: try after try into one part file.
class Fetch {
 public:
  Fetch(const FileSource &source, const std::string &folder, const RetryPolicy &retry,
        const DownloadReport &report)
      : source_(source),
        retry_(retry),
        report_(report),
        part_(partPathOf(source, folder), source.url) {}

  bool run() {
    const bool resumed = part_.size() > 0;
    if (!receiveAll()) {
      return false;
    }
    if (isRight()) {
      return true;
    }
    // Two versions may have been joined without anybody's noticing; from the start it comes from
    // one.
    if (resumed) {
      part_.clear();
      if (!receiveAll()) {
        return false;
      }
      if (isRight()) {
        return true;
      }
    }
    part_.discard();
    throw FileError(source_.url + " sent other bytes than expected: SHA-256 or size differ",
                    "nothing was kept; check the address and the checksum");
  }

 private:
  enum class Next { Done, Again, AfterWait, Paused };

  bool receiveAll() {
    failures_ = 0;
    for (;;) {
      switch (tryOnce()) {
        case Next::Done:
          return true;
        case Next::Paused:
          part_.sync();
          return false;
        case Next::AfterWait:
          if (!wait()) {
            return false;
          }
          break;
        case Next::Again:
          if (++restarts_ > kMostRestarts) {
            throw ResourceError(source_.url + " changes while it is downloaded", "try again later");
          }
          break;
      }
    }
  }

  /// How long the file has to be; 0: not known.
  std::uint64_t wantedSize() const {
    return source_.bytes > 0 ? static_cast<std::uint64_t>(source_.bytes) : part_.total();
  }

  Next tryOnce() {
    if (wantedSize() > 0 && part_.size() == wantedSize()) {
      return Next::Done;
    }
    DownloadSink sink(source_, part_, report_);
    if (!sink.report(Phase::Connecting)) {
      return Next::Paused;
    }
    // Bytes whose version is unknown are only joined to others when a checksum guards the
    // whole.
    if (part_.size() > 0 && part_.validator().empty() && source_.sha256.empty()) {
      part_.clear();
    }
    const TransferResult result =
        transfer({source_.url, part_.size(), part_.validator(), retry_.stallSeconds}, sink);
    sink.rethrow();
    using End = TransferResult::End;
    switch (result.end) {
      case End::Complete:
        return afterBytes();
      case End::Status:
        return afterStatus(result.head);
      case End::Cancelled:
        return Next::Paused;
      case End::Refused:
        part_.clear();
        return Next::Again;  // another version: from the start
      case End::Impossible:
        throw FileError(source_.url + " cannot be downloaded (" + result.message + ")");
      case End::Broken:
        break;
    }
    return broken(result.message);
  }

  /// The answer was whole, but it may have been less than the rest.
  Next afterBytes() {
    if (part_.size() == 0) {
      throw FileError(source_.url + " is empty");
    }
    return part_.size() < wantedSize() ? broken("the server sent too little") : Next::Done;
  }

  Next afterStatus(const ResponseHead &head) {
    if (head.status == 416 && part_.size() > 0) {
      // Nothing lies behind what we have: either that is all, or the file is another one by now.
      const bool guarded = !source_.sha256.empty() || part_.isSameVersion(head);
      const bool isAll = guarded && head.rangeTotal == part_.size();
      if (isAll) {
        return Next::Done;
      }
      part_.clear();
      return Next::Again;
    }
    const std::string answer = "the server answers " + std::to_string(head.status);
    if (head.status == 408 || head.status == 425 || head.status == 429 || head.status >= 500) {
      serverWaitMs_ = head.retryAfterSeconds * 1000;
      return broken(answer);
    }
    part_.discard();
    throw FileError(source_.url + " cannot be downloaded: " + answer,
                    head.status == 404 || head.status == 410
                        ? "the file is not there any more; check the address"
                        : "check the address");
  }

  /// A try without one byte more than any before counts against the limit.
  Next broken(const std::string &why) {
    failures_ = part_.size() > best_ ? 1 : failures_ + 1;
    best_ = std::max(best_, part_.size());
    if (failures_ >= retry_.tries) {
      throw ResourceError(source_.url + " could not be downloaded (" + why + ")",
                          part_.size() > 0
                              ? "check the connection and start it again: it goes on at " +
                                    sizeText(static_cast<std::int64_t>(part_.size()))
                              : "check the connection and try again");
    }
    why_ = why;
    return Next::AfterWait;
  }

  bool wait() {
    const int doublings = std::min(failures_ - 1, 20);
    const auto backoff = std::int64_t{retry_.firstWaitMs} << doublings;
    const auto milliseconds = std::min<std::int64_t>(std::max<std::int64_t>(backoff, serverWaitMs_),
                                                     retry_.longestWaitMs);
    serverWaitMs_ = 0;
    const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(milliseconds);
    DownloadSink sink(source_, part_, report_);
    if (!sink.report(Phase::Waiting, why_)) {
      return false;
    }
    for (int slice = 1; std::chrono::steady_clock::now() < end; ++slice) {
      std::this_thread::sleep_until(
          std::min(end, std::chrono::steady_clock::now() + std::chrono::milliseconds(20)));
      if (slice % 10 == 0 && !sink.report(Phase::Waiting, why_)) {
        return false;
      }
    }
    return true;
  }

  bool isRight() {
    DownloadSink(source_, part_, report_).report(Phase::Checking);
    part_.sync();
    if (source_.bytes > 0 && part_.size() != static_cast<std::uint64_t>(source_.bytes)) {
      return false;
    }
    return source_.sha256.empty() || sha256OfFile(part_.path()) == source_.sha256;
  }

  const FileSource &source_;
  const RetryPolicy &retry_;
  const DownloadReport &report_;
  PartFile part_;
  int failures_ = 0, restarts_ = 0, serverWaitMs_ = 0;
  std::uint64_t best_ = 0;
  std::string why_;
};

}  // namespace

std::string partPathOf(const FileSource &source, const std::string &folder) {
  const std::string name =
      asModelName(source.fileName) + "-" + sha256OfText(source.url).substr(0, 12);
  return (std::filesystem::path(folder) / (name + ".part")).string();
}

bool fetchFile(const FileSource &source, const std::string &folder, const RetryPolicy &retry,
               const DownloadReport &report) {
  makeFolder(folder);
  return Fetch(source, folder, retry, report).run();
}

}  // namespace everyword
