#include "engine/download/http_transfer.h"

#include <curl/curl.h>

#include <memory>
#include <mutex>

#include "engine/api/errors.h"
#include "engine/download/response_head.h"

namespace everyword {
namespace {

using Handle = std::unique_ptr<CURL, decltype(&curl_easy_cleanup)>;
using HeaderList = std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)>;

struct Transfer {
  TransferSink &sink;
  ResponseHead head;
  bool begun = false, refused = false;

  bool carriesFile() const { return head.status == 200 || head.status == 206; }
  bool begin() {
    if (begun || !carriesFile()) {
      return true;
    }
    begun = true;
    refused = !sink.begin(head);
    return !refused;
  }
};

std::size_t onHeader(char *bytes, std::size_t size, std::size_t count, void *context) {
  readHeaderLine(static_cast<Transfer *>(context)->head, {bytes, size * count});
  return size * count;
}

std::size_t onBytes(char *bytes, std::size_t size, std::size_t count, void *context) {
  auto &state = *static_cast<Transfer *>(context);
  if (!state.carriesFile()) {
    return size * count;  // an error page: of no interest
  }
  if (!state.begin() || !state.sink.write(bytes, size * count)) {
    state.refused = true;
    return 0;
  }
  return size * count;
}

int onProgress(void *context, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<Transfer *>(context)->sink.goOn() ? 0 : 1;
}

Handle newHandle() {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
  Handle handle(curl_easy_init(), curl_easy_cleanup);
  if (!handle) {
    throw ResourceError("no connection can be made: there is not enough memory");
  }
  return handle;
}

void setProtocols(CURL *curl, const std::string &url) {
  const bool secure = url.starts_with("https:");
#if LIBCURL_VERSION_NUM >= 0x075500
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl, CURLOPT_REDIR_PROTOCOLS_STR, secure ? "https" : "http,https");
#else
  const long both = CURLPROTO_HTTP | CURLPROTO_HTTPS;
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS, both);
  curl_easy_setopt(curl, CURLOPT_REDIR_PROTOCOLS, secure ? long{CURLPROTO_HTTPS} : both);
#endif
}

void setUp(CURL *curl, const TransferRequest &request, Transfer &state) {
  curl_easy_setopt(curl, CURLOPT_URL, request.url.c_str());
  setProtocols(curl, request.url);
  curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 1L);
  curl_easy_setopt(curl, CURLOPT_MAXREDIRS, 10L);
  curl_easy_setopt(curl, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  curl_easy_setopt(curl, CURLOPT_USERAGENT, "Everyword");
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);  // other threads may run
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, 30L);
  curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
  curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, long{request.stallSeconds});
  curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, onHeader);
  curl_easy_setopt(curl, CURLOPT_HEADERDATA, &state);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, onBytes);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &state);
  curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, onProgress);
  curl_easy_setopt(curl, CURLOPT_XFERINFODATA, &state);
}

HeaderList rangeHeaders(const TransferRequest &request) {
  HeaderList headers(nullptr, curl_slist_free_all);
  const auto add = [&](const std::string &line) {
    curl_slist *longer = curl_slist_append(headers.get(), line.c_str());
    if (!longer) {
      throw ResourceError("no connection can be made: there is not enough memory");
    }
    (void)headers.release();
    headers.reset(longer);
  };
  if (request.from > 0) {
    add("Range: bytes=" + std::to_string(request.from) + "-");
  }
  if (request.from > 0 && !request.ifRange.empty()) {
    add("If-Range: " + request.ifRange);
  }
  return headers;
}

/// Errors that come from the address or the server's identity; all others may be gone at the next
/// try.
bool isImpossible(CURLcode code) {
  switch (code) {
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_URL_MALFORMAT:
    case CURLE_TOO_MANY_REDIRECTS:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_LOGIN_DENIED:
    case CURLE_OUT_OF_MEMORY:
      return true;
    default:
      return false;
  }
}

}  // namespace

TransferResult transfer(const TransferRequest &request, TransferSink &sink) {
  const Handle curl = newHandle();
  Transfer state{sink, {}, false, false};
  setUp(curl.get(), request, state);
  const HeaderList headers = rangeHeaders(request);
  curl_easy_setopt(curl.get(), CURLOPT_HTTPHEADER, headers.get());
  char detail[CURL_ERROR_SIZE] = "";
  curl_easy_setopt(curl.get(), CURLOPT_ERRORBUFFER, detail);

  const CURLcode code = curl_easy_perform(curl.get());
  if (code == CURLE_OK) {
    state.begin();  // an answer without bytes
  }
  TransferResult result;
  result.head = state.head;
  result.message = detail[0] ? detail : curl_easy_strerror(code);
  using End = TransferResult::End;
  if (state.refused) {
    result.end = End::Refused;
  } else if (code == CURLE_ABORTED_BY_CALLBACK) {
    result.end = End::Cancelled;
  } else if (code != CURLE_OK) {
    result.end = isImpossible(code) ? End::Impossible : End::Broken;
  } else {
    result.end = state.carriesFile() ? End::Complete : End::Status;
  }
  return result;
}

bool isWebAddress(const std::string &text) {
  return text.starts_with("http://") || text.starts_with("https://");
}

std::string fileNameInAddress(const std::string &url) {
  std::string path = url.substr(0, url.find_first_of("?#"));
  const auto host = path.find("://");
  path = host == std::string::npos ? path : path.substr(host + 3);
  const auto slash = path.find_last_of('/');
  std::string name;
  for (std::size_t i = slash == std::string::npos ? path.size() : slash + 1; i < path.size(); ++i) {
    const auto digit = [&](std::size_t at) {
      return std::string("0123456789abcdef").find(static_cast<char>(path[at] | 0x20));
    };
    if (path[i] == '%' && i + 2 < path.size() && digit(i + 1) < 16 && digit(i + 2) < 16) {
      name += static_cast<char>(digit(i + 1) * 16 + digit(i + 2));
      i += 2;
    } else {
      name += path[i];
    }
  }
  return name.empty() ? "download" : name;
}

}  // namespace everyword
