// Downloads against a server that drops connections, lies, and changes its file.
#include "engine/download/download.h"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <optional>

#include "engine/api/errors.h"
#include "engine/models/file_digest.h"
#include "tests/engine/store/small_files.h"
#include "tests/support/loopback_server.h"
#include "tests/support/temporary_folder.h"

using namespace everyword;
using namespace everyword::testing;
using Catch::Matchers::Contains;

namespace {

std::string someBytes(std::size_t count, unsigned seed = 1) {
  std::string bytes;
  for (std::size_t i = 0; i < count; ++i) {
    seed = seed * 1664525u + 1013904223u;
    bytes += static_cast<char>(seed >> 24);
  }
  return bytes;
}

const std::string kContent = someBytes(300'000);

RetryPolicy fast(int tries = 4) { return {tries, 1, 5, 2}; }

/// A folder, a source, and what fetching it gave.
struct Scene {
  explicit Scene(LoopbackServer::Handler handler) : server(std::move(handler)) {
    forgetProxies();
    source.url = server.url("/model.bin");
    source.fileName = "model.bin";
  }

  bool fetch(const DownloadReport &report = {}, int tries = 4) {
    return fetchFile(source, folder.path().string(), fast(tries), report);
  }
  std::string part() const { return partPathOf(source, folder.path().string()); }
  /// The message of what fetching throws.
  std::string failure(int tries = 4) {
    try {
      fetch({}, tries);
      return "";
    } catch (const Error &error) {
      return error.what();
    }
  }

  TemporaryFolder folder;
  LoopbackServer server;
  FileSource source;
};

LoopbackServer::Handler honest(const std::string &content = kContent,
                               const std::string &etag = "\"v1\"") {
  return [=](const HttpRequest &request, int) { return fileAnswer(request, content, etag); };
}

}  // namespace

TEST_CASE("A file comes whole, and its checksum is checked", "[store]") {
  Scene scene(honest());
  scene.source.sha256 = sha256OfText(kContent);
  std::int64_t last = 0, total = 0;
  CHECK(scene.fetch([&](const DownloadProgress &progress) {
    CHECK(progress.done >= last);
    last = progress.done;
    total = std::max(total, progress.total);
    return true;
  }));
  CHECK(contentOf(scene.part()) == kContent);
  CHECK(last == static_cast<std::int64_t>(kContent.size()));
  CHECK(total == last);
  CHECK(scene.server.requests().size() == 1);
}

TEST_CASE("A connection that drops mid-way is taken up where it broke", "[store]") {
  Scene scene([](const HttpRequest &request, int) {
    HttpAnswer answer = fileAnswer(request, kContent, "\"v1\"");
    answer.sentLength =
        std::min<std::int64_t>(70'000, static_cast<std::int64_t>(answer.body.size()));
    return answer;
  });
  CHECK(scene.fetch());
  CHECK(contentOf(scene.part()) == kContent);
  const auto requests = scene.server.requests();
  REQUIRE(requests.size() == 5);
  CHECK(requests[0].header("range").empty());
  CHECK(requests[1].header("range") == "bytes=70000-");
  CHECK(requests[1].header("if-range") == "\"v1\"");
}

TEST_CASE(
    "A server that never sends a new byte is given up after so many tries, and what came stays",
    "[store]") {
  Scene scene([](const HttpRequest &request, int number) {
    HttpAnswer answer = fileAnswer(request, kContent, "\"v1\"");
    answer.sentLength = number == 0 ? 1000 : 0;
    return answer;
  });
  CHECK_THAT(scene.failure(3),
             Contains("could not be downloaded") && Contains("goes on at 1.0 kB"));
  CHECK(scene.server.requests().size() == 3);
  CHECK(contentOf(scene.part()) == kContent.substr(0, 1000));
}

TEST_CASE("A server that is not there is a clear error", "[store]") {
  Scene scene(honest());
  scene.source.url = "http://127.0.0.1:1/model.bin";
  CHECK_THROWS_AS(scene.fetch({}, 2), ResourceError);
  CHECK(filesBelow(scene.folder.path().string()).empty());
}

TEST_CASE("A file that changes mid-way is fetched anew", "[store]") {
  const std::string other = someBytes(200'000, 9);
  Scene scene([&](const HttpRequest &request, int number) {
    HttpAnswer answer = number == 0 ? fileAnswer(request, kContent, "\"v1\"")
                                    : fileAnswer(request, other, "\"v2\"");
    answer.sentLength = number == 0 ? 50'000 : -1;
    return answer;
  });
  CHECK(scene.fetch());
  CHECK(contentOf(scene.part()) == other);
}

TEST_CASE("A server that goes on with another version without asking is found out", "[store]") {
  const std::string other = someBytes(300'000, 9);
  Scene scene([&](const HttpRequest &request, int number) {
    if (number == 0) {
      HttpAnswer answer = fileAnswer(request, kContent, "\"v1\"");
      answer.sentLength = 50'000;
      return answer;
    }
    HttpRequest unconditional = request;
    unconditional.headers.erase("if-range");  // ignores the condition
    return fileAnswer(unconditional, other, "\"v2\"");
  });
  CHECK(scene.fetch());
  CHECK(contentOf(scene.part()) == other);
}

TEST_CASE("A server that ignores Range starts over, and the result is whole", "[store]") {
  Scene scene([](const HttpRequest &, int number) {
    HttpAnswer answer;
    answer.headers["ETag"] = "\"v1\"";
    answer.body = kContent;
    answer.sentLength = number == 0 ? 120'000 : -1;
    return answer;
  });
  CHECK(scene.fetch());
  CHECK(contentOf(scene.part()) == kContent);
}

TEST_CASE("A server that answers another range than asked for is not believed", "[store]") {
  Scene scene([](const HttpRequest &request, int number) {
    HttpAnswer answer = fileAnswer(request, kContent, "\"v1\"");
    if (number == 0) {
      answer.sentLength = 1000;
    } else if (answer.status == 206) {
      answer.headers["Content-Range"] = "bytes 0-299999/300000";
      answer.body = kContent;
    }
    return answer;
  });
  CHECK(scene.fetch());
  CHECK(contentOf(scene.part()) == kContent);
}

TEST_CASE("Wrong bytes are refused and nothing is left", "[store]") {
  Scene scene(honest(someBytes(300'000, 5)));
  scene.source.sha256 = sha256OfText(kContent);
  CHECK_THAT(scene.failure(), Contains("SHA-256"));
  CHECK_THROWS_AS(scene.fetch(), FileError);
  CHECK(filesBelow(scene.folder.path().string()).empty());
}

TEST_CASE("Two versions joined unnoticed fail the checksum once, and come right from the start",
          "[store]") {
  const std::string other = someBytes(300'000, 9);
  Scene scene([&](const HttpRequest &request, int number) {
    HttpAnswer answer = fileAnswer(request, number == 0 ? other : kContent, "");
    answer.sentLength = number == 0 ? 50'000 : -1;
    return answer;
  });
  scene.source.sha256 = sha256OfText(kContent);
  int reports = 0;
  CHECK_FALSE(scene.fetch([&](const DownloadProgress &p) {
    return p.phase != DownloadProgress::Phase::Waiting || ++reports < 1;
  }));
  CHECK(scene.fetch());  // goes on, joins, notices, starts over
  CHECK(contentOf(scene.part()) == kContent);
}

TEST_CASE("A length that promises too much ends in the file as it is when the checksum says so",
          "[store]") {
  Scene scene([](const HttpRequest &request, int number) {
    HttpAnswer answer = fileAnswer(request, kContent, "\"v1\"");
    if (number == 0) {
      answer.promisedLength = 400'000;
    }
    return answer;
  });
  scene.source.sha256 = sha256OfText(kContent);
  CHECK(scene.fetch());
  CHECK(contentOf(scene.part()) == kContent);
}

TEST_CASE("A length that promises too little is found out by the known size", "[store]") {
  Scene scene([](const HttpRequest &request, int) {
    HttpAnswer answer = fileAnswer(request, kContent, "\"v1\"");
    answer.promisedLength = 1000;
    return answer;
  });
  scene.source.bytes = static_cast<std::int64_t>(kContent.size());
  CHECK_THAT(scene.failure(), Contains("1000 bytes instead of 300000"));
  CHECK(filesBelow(scene.folder.path().string()).empty());
}

TEST_CASE("More bytes than expected are refused while they come", "[store]") {
  Scene scene([](const HttpRequest &request, int) {
    HttpAnswer answer = fileAnswer(request, kContent, "");
    answer.promisedLength = -2;
    return answer;
  });
  scene.source.bytes = 1000;
  CHECK_THAT(scene.failure(), Contains("more than the 1000 bytes"));
  CHECK(filesBelow(scene.folder.path().string()).empty());
}

TEST_CASE("A size larger than the disk is refused before the first byte is written", "[store]") {
  Scene scene([](const HttpRequest &request, int) {
    HttpAnswer answer = fileAnswer(request, kContent, "");
    answer.promisedLength = std::int64_t{1} << 60;
    return answer;
  });
  CHECK_THAT(scene.failure(), Contains("left") && Contains("needs"));
  CHECK_THROWS_AS(scene.fetch(), ResourceError);
  CHECK(filesBelow(scene.folder.path().string()).empty());
}

TEST_CASE("A file without a length comes whole", "[store]") {
  Scene scene([](const HttpRequest &request, int) {
    HttpAnswer answer = fileAnswer(request, kContent, "");
    answer.promisedLength = -2;
    return answer;
  });
  CHECK(scene.fetch());
  CHECK(contentOf(scene.part()) == kContent);
}

TEST_CASE("Paused by the report, it goes on from there at the next call", "[store]") {
  Scene scene([](const HttpRequest &request, int number) {
    HttpAnswer answer = fileAnswer(request, kContent, "\"v1\"");
    answer.sentLength = number == 0 ? 100'000 : -1;
    return answer;
  });
  const auto pause = [](const DownloadProgress &p) {
    return p.phase != DownloadProgress::Phase::Waiting;
  };
  CHECK_FALSE(scene.fetch(pause));
  CHECK(contentOf(scene.part()) == kContent.substr(0, 100'000));
  CHECK(scene.fetch());
  CHECK(contentOf(scene.part()) == kContent);
  CHECK(scene.server.requests().at(1).header("range") == "bytes=100000-");
}

TEST_CASE("416 with the size at hand means that all has come", "[store]") {
  Scene scene([](const HttpRequest &request, int number) {
    HttpAnswer answer = fileAnswer(request, kContent, "\"v1\"");
    answer.promisedLength = number == 0 ? -2 : answer.promisedLength;
    return answer;
  });
  CHECK(scene.fetch());
  CHECK(scene.fetch());  // the part file is whole, but nobody said how long it has to be
  CHECK(contentOf(scene.part()) == kContent);
  CHECK(scene.server.requests().at(1).header("range") == "bytes=300000-");
}

TEST_CASE("416 for a file that has become shorter starts over", "[store]") {
  const std::string shorter = someBytes(1000, 3);
  Scene scene([&](const HttpRequest &request, int number) {
    if (number == 0) {
      HttpAnswer answer = fileAnswer(request, kContent, "\"v1\"");
      answer.sentLength = 50'000;
      return answer;
    }
    HttpRequest unconditional = request;
    unconditional.headers.erase("if-range");
    return fileAnswer(unconditional, shorter, "\"v2\"");
  });
  CHECK(scene.fetch());
  CHECK(contentOf(scene.part()) == shorter);
}

TEST_CASE("A busy server is asked again, a missing file is not", "[store]") {
  Scene busy([](const HttpRequest &request, int number) {
    HttpAnswer answer = fileAnswer(request, kContent, "");
    answer.status = number < 2 ? 503 : 200;
    return answer;
  });
  CHECK(busy.fetch());
  CHECK(busy.server.requests().size() == 3);
  Scene missing(
      [](const HttpRequest &, int) { return HttpAnswer{404, {}, "no such file", -1, -1, 0}; });
  CHECK_THAT(missing.failure(), Contains("404"));
  CHECK(missing.server.requests().size() == 1);
  CHECK(filesBelow(missing.folder.path().string()).empty());
}

TEST_CASE("Redirections are followed, but not away from http and https", "[store]") {
  Scene scene([](const HttpRequest &request, int) {
    if (request.target == "/model.bin") {
      return HttpAnswer{302, {{"Location", "/moved.bin"}}, "moved", -1, -1, 0};
    }
    return fileAnswer(request, kContent, "\"v1\"");
  });
  CHECK(scene.fetch());
  CHECK(contentOf(scene.part()) == kContent);
  Scene away([](const HttpRequest &, int) {
    return HttpAnswer{302, {{"Location", "file:///etc/hostname"}}, "", -1, -1, 0};
  });
  CHECK_THROWS_AS(away.fetch(), FileError);
  CHECK(filesBelow(away.folder.path().string()).empty());
}

TEST_CASE("The environment's proxy is used", "[store]") {
  Scene scene(honest());
  ::setenv("http_proxy", scene.server.url("").c_str(), 1);
  scene.source.url = "http://models.invalid/model.bin";
  CHECK(scene.fetch());
  ::unsetenv("http_proxy");
  CHECK(contentOf(scene.part()) == kContent);
  CHECK(scene.server.requests().at(0).target == "http://models.invalid/model.bin");
}

TEST_CASE("One file is downloaded by one process at a time", "[store]") {
  Scene scene(honest());
  std::optional<std::string> second;
  CHECK(scene.fetch([&](const DownloadProgress &) {
    if (!second) {
      second = scene.failure();
    }
    return true;
  }));
  CHECK_THAT(second.value_or(""), Contains("another process"));
  CHECK(contentOf(scene.part()) == kContent);
}
