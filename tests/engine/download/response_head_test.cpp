#include "engine/download/response_head.h"

#include <catch2/catch.hpp>

#include "engine/download/http_transfer.h"

using namespace everyword;

namespace {

ResponseHead headOf(std::initializer_list<const char *> lines) {
  ResponseHead head;
  for (const char *line : lines) {
    readHeaderLine(head, line);
  }
  return head;
}

}  // namespace

TEST_CASE("A head tells status, size and version", "[store]") {
  const auto head =
      headOf({"HTTP/1.1 206 Partial Content\r\n", "ETag: \"v1\"\r\n", "CONTENT-LENGTH: 100\r\n",
              "content-range: bytes 100-199/200\r\n", "Retry-After: 7\r\n"});
  CHECK(head.status == 206);
  CHECK(head.etag == "\"v1\"");
  CHECK(head.length == 100u);
  CHECK(head.rangeStart == 100u);
  CHECK(head.rangeTotal == 200u);
  CHECK(head.retryAfterSeconds == 7);
}

TEST_CASE("The head behind a redirection counts alone", "[store]") {
  const auto head =
      headOf({"HTTP/1.1 302 Found", "ETag: \"old\"", "Content-Length: 5", "", "HTTP/2 200"});
  CHECK(head.status == 200);
  CHECK(head.etag.empty());
  CHECK_FALSE(head.length);
}

TEST_CASE("Malformed and absurd numbers count as absent", "[store]") {
  CHECK_FALSE(headOf({"HTTP/1.1 200", "Content-Length: -5"}).length);
  CHECK_FALSE(headOf({"HTTP/1.1 200", "Content-Length: 99999999999999999999999"}).length);
  CHECK_FALSE(headOf({"HTTP/1.1 200", "Content-Length: 12 apples"}).length);
  CHECK_FALSE(headOf({"HTTP/1.1 206", "Content-Range: bytes a-b/c"}).rangeStart);
  const auto unsatisfied = headOf({"HTTP/1.1 416", "Content-Range: bytes */200"});
  CHECK_FALSE(unsatisfied.rangeStart);
  CHECK(unsatisfied.rangeTotal == 200u);
}

TEST_CASE("A file's name comes from the path of its address", "[store]") {
  CHECK(fileNameInAddress("https://x.org/a/ViT-B-32.pt?dl=1#top") == "ViT-B-32.pt");
  CHECK(fileNameInAddress("https://x.org/a/my%20model.ckpt") == "my model.ckpt");
  CHECK(fileNameInAddress("https://x.org/") == "download");
  CHECK(fileNameInAddress("https://x.org") == "download");
  CHECK(fileNameInAddress("https://x.org/100%") == "100%");
}
