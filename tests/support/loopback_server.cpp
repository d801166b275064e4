#include "tests/support/loopback_server.h"

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <chrono>
#include <cstdlib>
#include <sstream>
#include <stdexcept>

namespace everyword::testing {
namespace {

void sendAll(int connection, const std::string &bytes) {
  for (std::size_t sent = 0; sent < bytes.size();) {
    const ssize_t count =
        ::send(connection, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
    if (count <= 0) {
      return;  // the client has gone
    }
    sent += static_cast<std::size_t>(count);
  }
}

std::string readHead(int connection) {
  std::string head;
  char byte = 0;
  while (head.size() < 65536 && !head.ends_with("\r\n\r\n")) {
    pollfd waiting{connection, POLLIN, 0};
    if (::poll(&waiting, 1, 5000) <= 0 || ::recv(connection, &byte, 1, 0) <= 0) {
      return "";
    }
    head += byte;
  }
  return head;
}

HttpRequest parse(const std::string &head) {
  HttpRequest request;
  std::istringstream lines(head);
  lines >> request.method >> request.target;
  std::string line;
  std::getline(lines, line);
  while (std::getline(lines, line)) {
    const auto colon = line.find(':');
    if (colon == std::string::npos) {
      continue;
    }
    std::string name = line.substr(0, colon);
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    const auto begin = line.find_first_not_of(" \t", colon + 1);
    const auto end = line.find_last_not_of(" \t\r");
    request.headers[name] = begin == std::string::npos ? "" : line.substr(begin, end - begin + 1);
  }
  return request;
}

}  // namespace

std::string HttpRequest::header(const std::string &name) const {
  const auto found = headers.find(name);
  return found == headers.end() ? "" : found->second;
}

std::uint64_t HttpRequest::rangeStart() const {
  const std::string range = header("range");
  return range.starts_with("bytes=") ? std::strtoull(range.c_str() + 6, nullptr, 10) : 0;
}

LoopbackServer::LoopbackServer(Handler handler) : handler_(std::move(handler)) {
  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto *plain = reinterpret_cast<sockaddr *>(&address);
  if (listener_ < 0 || ::bind(listener_, plain, size) != 0 || ::listen(listener_, 8) != 0 ||
      ::getsockname(listener_, plain, &size) != 0) {
    throw std::runtime_error("no loopback server");
  }
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { serve(); });
}

LoopbackServer::~LoopbackServer() {
  stop_ = true;
  thread_.join();
  ::close(listener_);
}

std::string LoopbackServer::url(const std::string &path) const {
  return "http://127.0.0.1:" + std::to_string(port_) + path;
}

std::vector<HttpRequest> LoopbackServer::requests() const {
  const std::lock_guard lock(mutex_);
  return requests_;
}

void LoopbackServer::serve() {
  while (!stop_) {
    pollfd waiting{listener_, POLLIN, 0};
    if (::poll(&waiting, 1, 20) <= 0) {
      continue;
    }
    const int connection = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (connection >= 0) {
      answer(connection);
      ::shutdown(connection, SHUT_RDWR);
      ::close(connection);
    }
  }
}

void LoopbackServer::answer(int connection) {
  const std::string head = readHead(connection);
  if (head.empty()) {
    return;
  }
  const HttpRequest request = parse(head);
  int number = 0;
  {
    const std::lock_guard lock(mutex_);
    number = static_cast<int>(requests_.size());
    requests_.push_back(request);
  }
  const HttpAnswer answer = handler_(request, number);
  std::string text = "HTTP/1.1 " + std::to_string(answer.status) + " X\r\nConnection: close\r\n";
  for (const auto &[name, value] : answer.headers) {
    text += name + ": " + value + "\r\n";
  }
  if (answer.promisedLength != -2) {
    const auto length = answer.promisedLength >= 0 ? static_cast<std::size_t>(answer.promisedLength)
                                                   : answer.body.size();
    text += "Content-Length: " + std::to_string(length) + "\r\n";
  }
  sendAll(connection, text + "\r\n");
  for (int waited = 0; waited < answer.delayMs && !stop_; waited += 10) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  const auto count =
      answer.sentLength < 0 ? answer.body.size() : static_cast<std::size_t>(answer.sentLength);
  sendAll(connection, answer.body.substr(0, count));
}

HttpAnswer fileAnswer(const HttpRequest &request, const std::string &content,
                      const std::string &etag) {
  HttpAnswer answer;
  if (!etag.empty()) {
    answer.headers["ETag"] = etag;
  }
  const std::string condition = request.header("if-range");
  const std::uint64_t start = condition.empty() || condition == etag ? request.rangeStart() : 0;
  if (start > 0 && start >= content.size()) {
    answer.status = 416;
    answer.headers["Content-Range"] = "bytes */" + std::to_string(content.size());
    return answer;
  }
  answer.body = content.substr(start);
  if (start > 0) {
    answer.status = 206;
    answer.headers["Content-Range"] = "bytes " + std::to_string(start) + "-" +
                                      std::to_string(content.size() - 1) + "/" +
                                      std::to_string(content.size());
  }
  return answer;
}

void forgetProxies() {
  for (const char *name :
       {"http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"}) {
    ::unsetenv(name);
  }
}

}  // namespace everyword::testing
