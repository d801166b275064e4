#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace everyword::testing {

/// A request as it came: "GET", "/file", headers by lower-case name.
struct HttpRequest {
  std::string method, target;
  std::map<std::string, std::string> headers;

  std::string header(const std::string &name) const;
  /// First byte of "Range: bytes=100-"; 0 without one.
  std::uint64_t rangeStart() const;
};

/// An answer, which may lie: `promisedLength` in the header, `sentLength` bytes of the body, then
/// the connection ends.
struct HttpAnswer {
  int status = 200;
  std::map<std::string, std::string> headers;
  std::string body;
  std::int64_t promisedLength = -1;  ///< -1: the body's own; -2: no Content-Length at all
  std::int64_t sentLength = -1;      ///< -1: the whole body
  int delayMs = 0;                   ///< after the head, before the body
};

/// A server on 127.0.0.1 for one connection at a time, on a thread of its own.
class LoopbackServer {
 public:
  using Handler = std::function<HttpAnswer(const HttpRequest &request,
                                           int number)>;  ///< number: 0 for the first

  explicit LoopbackServer(Handler handler);
  ~LoopbackServer();
  LoopbackServer(const LoopbackServer &) = delete;
  LoopbackServer &operator=(const LoopbackServer &) = delete;

  std::string url(const std::string &path) const;  ///< "http://127.0.0.1:PORT/path"
  int port() const { return port_; }
  std::vector<HttpRequest> requests() const;

 private:
  void serve();
  void answer(int connection);

  Handler handler_;
  int listener_ = -1, port_ = 0;
  std::atomic<bool> stop_{false};
  mutable std::mutex mutex_;
  std::vector<HttpRequest> requests_;
  std::thread thread_;
};

/// How an honest server with a file answers: Range and If-Range by `etag`, 416 behind the end.
HttpAnswer fileAnswer(const HttpRequest &request, const std::string &content,
                      const std::string &etag);

/// Takes the environment's proxies away, so that 127.0.0.1 is reached.
void forgetProxies();

}  // namespace everyword::testing
