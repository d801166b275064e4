#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace everyword {

/// What a server says before the bytes: of the last answer, when there were redirections.
struct ResponseHead {
  long status = 0;
  std::string etag, lastModified;
  std::optional<std::uint64_t> length;  ///< Content-Length: of this answer's bytes
  /// Content-Range "bytes 100-199/200": 100 and 200; of "bytes */200": only the total.
  std::optional<std::uint64_t> rangeStart, rangeTotal;
  int retryAfterSeconds = 0;
};

/// Receives one answer.
class TransferSink {
 public:
  virtual ~TransferSink() = default;
  /// Before the first byte of an answer 200 or 206. False ends the transfer (Refused).
  virtual bool begin(const ResponseHead &head) = 0;
  /// False ends the transfer (Refused).
  virtual bool write(const char *bytes, std::size_t count) = 0;
  /// Several times a second, also while nothing comes. False ends the transfer (Cancelled).
  virtual bool goOn() = 0;
};

struct TransferRequest {
  std::string url;
  std::uint64_t from = 0;  ///< ask for the bytes from here on
  std::string ifRange;     ///< validator: without a match the server sends the whole; may be empty
  int stallSeconds = 30;
};

struct TransferResult {
  enum class End {
    Complete,    ///< all bytes that the answer promised
    Status,      ///< an answer that is neither 200 nor 206; see head.status
    Broken,      ///< no connection, or a broken one: worth another try
    Impossible,  ///< no other try would help (address, protocol, certificate)
    Refused,     ///< by the sink
    Cancelled
  };
  End end = End::Complete;
  ResponseHead head;
  std::string message;  ///< one clause on Broken and Impossible
};

/// One GET over http or https, with the environment's proxies; follows redirections, but never from
/// https to http. Nothing is decoded: bytes come as they are. Blocks.
TransferResult transfer(const TransferRequest &request, TransferSink &sink);

/// Is it an http or https address?
bool isWebAddress(const std::string &text);

/// The last part of its path, percent-decoded: "https://x.org/a/ViT-B-32.pt?dl=1" -> "ViT-B-32.pt";
/// "download" when there is none.
std::string fileNameInAddress(const std::string &url);

}  // namespace everyword
