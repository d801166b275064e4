#pragma once

#include <chrono>
#include <exception>
#include <string>

#include "engine/download/download.h"
#include "engine/download/http_transfer.h"
#include "engine/download/part_file.h"

namespace everyword {

/// Puts the bytes of one answer into the part file, and reports how far it is. Refuses the rest of
/// another version, and another range than the one asked for.
class DownloadSink : public TransferSink {
 public:
  DownloadSink(const FileSource &source, PartFile &part, const DownloadReport &report);

  bool begin(const ResponseHead &head) override;
  bool write(const char *bytes, std::size_t count) override;
  bool goOn() override;

  /// An exception does not pass through libcurl; it waits here.
  void rethrow() const;
  /// Tells at once. False: pause.
  bool report(DownloadProgress::Phase phase, const std::string &note = {});

 private:
  using Clock = std::chrono::steady_clock;
  void checkSize(std::uint64_t size) const;
  bool beginChecked(const ResponseHead &head);

  const FileSource &source_;
  PartFile &part_;
  const DownloadReport &report_;
  std::exception_ptr error_;
  bool receiving_ = false;
  std::uint64_t startSize_ = 0;
  Clock::time_point startTime_ = Clock::now(), toldTime_{};
};

}  // namespace everyword
