// The layer rules that the linker does not see: who may include whom (engine/README.md).
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <vector>

namespace fs = std::filesystem;

namespace {

struct Include {
  std::string from, to;
  int line = 0;
};

std::vector<Include> includesBelow(const std::string &folder) {
  static const std::regex pattern(R"re(^\s*#include\s*[<"]([^>"]+)[>"])re");
  const fs::path root = EVERYWORD_SOURCE_DIR;
  std::vector<Include> found;
  for (const auto &entry : fs::recursive_directory_iterator(root / folder)) {
    const std::string extension = entry.path().extension().string();
    if (extension != ".h" && extension != ".cpp") {
      continue;
    }
    std::ifstream file(entry.path());
    std::string text;
    for (int line = 1; std::getline(file, text); ++line) {
      std::smatch match;
      if (std::regex_search(text, match, pattern)) {
        found.push_back({fs::relative(entry.path(), root).string(), match[1].str(), line});
      }
    }
  }
  return found;
}

bool startsWith(const std::string &text, const std::string &start) {
  return text.rfind(start, 0) == 0;
}

/// "engine/models/clip/clip_model.h" -> "models"
std::string moduleOf(const std::string &path) {
  const std::string rest = path.substr(std::string("engine/").size());
  return rest.substr(0, rest.find('/'));
}

}  // namespace

TEST_CASE("The window and the command line see engine/api alone", "[layering]") {
  for (const std::string folder : {"ui", "app"}) {
    for (const Include &include : includesBelow(folder)) {
      INFO(include.from << ":" << include.line << " includes " << include.to);
      CHECK((!startsWith(include.to, "engine/") || startsWith(include.to, "engine/api/")));
      CHECK_FALSE(startsWith(include.to, "torch/"));
      CHECK_FALSE(startsWith(include.to, "ATen/"));
      CHECK_FALSE(startsWith(include.to, "opencv2/"));
      CHECK((folder != "ui" || !startsWith(include.to, "app/")));
    }
  }
}

TEST_CASE("The engine knows neither Qt nor the window", "[layering]") {
  for (const Include &include : includesBelow("engine")) {
    INFO(include.from << ":" << include.line << " includes " << include.to);
    CHECK_FALSE(startsWith(include.to, "ui/"));
    CHECK_FALSE(startsWith(include.to, "app/"));
    CHECK_FALSE(std::regex_match(include.to, std::regex("Q[A-Z]\\w*|Qt\\w+/.*")));
  }
}

TEST_CASE("The interfaces in engine/api hold no LibTorch, OpenCV or JSON library", "[layering]") {
  for (const Include &include : includesBelow("engine/api")) {
    INFO(include.from << ":" << include.line << " includes " << include.to);
    CHECK_FALSE(std::regex_search(include.to, std::regex("^(torch|ATen|c10|opencv2)/")));
    CHECK((fs::path(include.from).extension() != ".h" || !startsWith(include.to, "nlohmann")));
  }
}

TEST_CASE("Each module of the engine includes only the layers below it", "[layering]") {
  static const std::map<std::string, std::set<std::string>> allowed = {
      {"api", {}},
      {"log", {}},
      {"core", {"api"}},
      {"checkpoint", {"core", "api"}},
      {"text", {"api", "core"}},
      {"nn", {"core", "api"}},
      {"models", {"nn", "checkpoint", "text", "core", "api", "log"}},
      {"inspect", {"models", "checkpoint", "text", "core", "api", "log"}},
      {"store", {"inspect", "models", "checkpoint", "text", "core", "api", "log"}},
      {"download", {"store", "inspect", "models", "checkpoint", "core", "api", "log"}},
      {"relevance", {"nn", "core", "api"}},
      {"augment", {"core", "api"}},
      {"guidance", {"relevance", "nn", "core", "api"}},
      {"export", {"core", "api", "log"}},
      {"run",
       {"guidance", "augment", "models", "export", "text", "relevance", "nn", "checkpoint", "core",
        "api", "log"}},
      {"evaluate",
       {"run", "guidance", "augment", "models", "export", "text", "relevance", "nn", "checkpoint",
        "core", "api", "log"}},
      {"facade",
       {"download", "store", "inspect", "run", "evaluate", "guidance", "augment", "models",
        "export", "text", "relevance", "nn", "checkpoint", "core", "api", "log"}},
  };
  for (const Include &include : includesBelow("engine")) {
    if (!startsWith(include.to, "engine/")) {
      continue;
    }
    const std::string from = moduleOf(include.from);
    const std::string to = moduleOf(include.to);
    INFO(include.from << ":" << include.line << " includes " << include.to);
    CHECK((from == to || allowed.at(from).count(to) == 1));
  }
}

TEST_CASE("No file has grown over its cap", "[layering]") {
  for (const std::string folder : {"engine", "ui", "app"}) {
    for (const auto &entry :
         fs::recursive_directory_iterator(fs::path(EVERYWORD_SOURCE_DIR) / folder)) {
      if (entry.path().extension() != ".cpp" && entry.path().extension() != ".h") {
        continue;
      }
      std::ifstream file(entry.path());
      const auto lines =
          std::count(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>(), '\n');
      INFO(entry.path() << " has " << lines << " lines");
      CHECK(lines < 600);
    }
  }
}
