// Who may include whom (engine/README.md, ui/README.md). The table below is checked both ways: an
// include without its arrow fails, and so does an arrow that no include needs any more.
#include <algorithm>
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

using Modules = std::set<std::string>;

/// A module is a folder of engine/ or ui/ with all below it; app and app/cli are two. `engine/api`
/// is for everybody and not listed; so are core and log within the engine, and theme within the
/// window.
const std::map<std::string, Modules> kArrows = {
    {"engine/api", {}},
    {"engine/log", {"engine/api"}},
    {"engine/core", {}},
    {"engine/checkpoint", {}},
    {"engine/text", {}},
    {"engine/nn", {}},
    {"engine/augment", {}},
    {"engine/pictures", {}},
    {"engine/export", {"engine/pictures"}},
    {"engine/relevance", {"engine/nn"}},
    {"engine/guidance", {}},
    {"engine/models", {"engine/checkpoint", "engine/nn", "engine/text"}},
    {"engine/inspect", {"engine/checkpoint", "engine/models"}},
    {"engine/store", {"engine/checkpoint", "engine/inspect", "engine/models"}},
    {"engine/download", {"engine/inspect", "engine/models", "engine/store"}},
    {"engine/latents", {"engine/models"}},
    {"engine/run",
     {"engine/augment", "engine/checkpoint", "engine/guidance", "engine/latents", "engine/models",
      "engine/nn", "engine/relevance", "engine/text"}},
    {"engine/modes", {"engine/latents", "engine/run"}},
    {"engine/classify",
     {"engine/checkpoint", "engine/models", "engine/nn", "engine/store", "engine/text"}},
    {"engine/evaluate",
     {"engine/checkpoint", "engine/classify", "engine/models", "engine/nn", "engine/pictures",
      "engine/run"}},
    {"engine/sweep", {}},
    {"engine/explain", {"engine/models", "engine/pictures", "engine/relevance", "engine/run"}},
    {"engine/project", {"engine/checkpoint", "engine/export", "engine/pictures", "engine/run"}},
    {"engine/facade",
     {"engine/download", "engine/explain", "engine/inspect", "engine/latents", "engine/models",
      "engine/modes", "engine/run", "engine/store", "engine/text"}},
    {"ui/theme", {}},
    {"ui/project", {}},
    {"ui/session", {}},
    {"ui/canvas", {"ui/project", "ui/session"}},
    {"ui/panels", {"ui/project", "ui/session"}},
    {"ui/timeline", {"ui/project", "ui/session"}},
    {"ui/models", {}},
    {"ui/export", {}},
    {"ui/regions", {"ui/canvas", "ui/project", "ui/session"}},
    {"ui/modes", {"ui/canvas", "ui/panels", "ui/project", "ui/regions", "ui/session"}},
    {"ui/workspace",
     {"ui/canvas", "ui/export", "ui/models", "ui/modes", "ui/panels", "ui/project", "ui/session",
      "ui/timeline"}},
    {"ui", {"ui/workspace"}},
    {"app/cli", {}},
    {"app", {"app/cli", "ui"}},
};

const Modules kForTheEngine = {"engine/api", "engine/core", "engine/log"};

bool startsWith(const std::string &text, const std::string &start) {
  return text.rfind(start, 0) == 0;
}

bool isForEverybody(const std::string &from, const std::string &to) {
  return to == "engine/api" || (startsWith(from, "engine/") && kForTheEngine.count(to) == 1) ||
         (startsWith(from, "ui") && to == "ui/theme");
}

/// "engine/models/clip/clip_model.h" -> "engine/models"; "ui/run_window.h" -> "ui"
std::string moduleOf(const std::string &path) {
  const auto first = path.find('/');
  const auto second = path.find('/', first + 1);
  return path.substr(0, second == std::string::npos ? first : second);
}

std::string folderOf(const std::string &path) { return path.substr(0, path.rfind('/')); }

struct Include {
  std::string from, to;  ///< files; `to` as it is written
  int line = 0;
};

std::vector<fs::path> sourcesBelow(const std::string &folder) {
  std::vector<fs::path> found;
  for (const auto &entry :
       fs::recursive_directory_iterator(fs::path(EVERYWORD_SOURCE_DIR) / folder)) {
    const auto extension = entry.path().extension();
    if (extension == ".h" || extension == ".cpp") {
      found.push_back(entry.path());
    }
  }
  REQUIRE_FALSE(found.empty());
  return found;
}

std::vector<Include> includesBelow(const std::string &folder) {
  static const std::regex pattern(R"re(^\s*#\s*include\s*[<"]([^>"]+)[>"])re");
  std::vector<Include> found;
  for (const fs::path &path : sourcesBelow(folder)) {
    std::ifstream file(path);
    std::string text;
    for (int line = 1; std::getline(file, text); ++line) {
      std::smatch match;
      if (std::regex_search(text, match, pattern)) {
        found.push_back({fs::relative(path, EVERYWORD_SOURCE_DIR).string(), match[1].str(), line});
      }
    }
  }
  return found;
}

/// All includes from one module of ours to another.
const std::vector<Include> &arrows() {
  static const std::vector<Include> found = [] {
    std::vector<Include> between;
    for (const std::string folder : {"engine", "ui", "app"}) {
      for (const Include &include : includesBelow(folder)) {
        const bool ours = startsWith(include.to, "engine/") || startsWith(include.to, "ui/") ||
                          startsWith(include.to, "app/");
        if (ours && moduleOf(include.from) != moduleOf(include.to)) {
          between.push_back(include);
        }
      }
    }
    return between;
  }();
  return found;
}

/// The first circle of modules that is found from `module` on, as "a -> b -> a"; empty when there
/// is none.
std::string circleFrom(const std::string &module, const std::map<std::string, Modules> &graph,
                       std::vector<std::string> &way) {
  const bool seen = std::find(way.begin(), way.end(), module) != way.end();
  way.push_back(module);
  if (seen) {
    std::string circle;
    for (auto it = std::find(way.begin(), way.end(), module); it != way.end(); ++it) {
      circle += (circle.empty() ? "" : " -> ") + *it;
    }
    return circle;
  }
  if (const auto found = graph.find(module); found != graph.end()) {
    for (const std::string &next : found->second) {
      const std::string circle = circleFrom(next, graph, way);
      if (!circle.empty()) {
        return circle;
      }
    }
  }
  way.pop_back();
  return {};
}

}  // namespace

TEST_CASE("Every include between modules is an arrow of the table", "[layering]") {
  for (const Include &include : arrows()) {
    const std::string from = moduleOf(include.from), to = moduleOf(include.to);
    INFO(include.from << ":" << include.line << " includes " << include.to);
    REQUIRE(kArrows.count(from) == 1);
    CHECK((isForEverybody(from, to) || kArrows.at(from).count(to) == 1));
  }
}

TEST_CASE("Every arrow of the table is used, and every module is there", "[layering]") {
  std::map<std::string, Modules> used;
  for (const Include &include : arrows()) {
    used[moduleOf(include.from)].insert(moduleOf(include.to));
  }
  for (const auto &[from, targets] : kArrows) {
    INFO(from);
    CHECK(fs::is_directory(fs::path(EVERYWORD_SOURCE_DIR) / from));
    for (const std::string &to : targets) {
      INFO("no file of " << from << " includes " << to << " any more: take the arrow out");
      CHECK(used[from].count(to) == 1);
    }
  }
}

TEST_CASE("There is no circle of modules", "[layering]") {
  std::map<std::string, Modules> graph;
  for (const Include &include : arrows()) {
    graph[moduleOf(include.from)].insert(moduleOf(include.to));
  }
  for (const auto &[module, targets] : graph) {
    std::vector<std::string> way;
    CHECK(circleFrom(module, graph, way) == "");
  }
}

TEST_CASE("The window and the command line see engine/api alone", "[layering]") {
  for (const std::string folder : {"ui", "app"}) {
    for (const Include &include : includesBelow(folder)) {
      INFO(include.from << ":" << include.line << " includes " << include.to);
      CHECK((!startsWith(include.to, "engine/") || startsWith(include.to, "engine/api/")));
      CHECK_FALSE(std::regex_search(include.to, std::regex("^(torch|ATen|c10|opencv2)/")));
      CHECK((folder != "ui" || !startsWith(include.to, "app/")));
    }
  }
}

TEST_CASE("Of a mode of the window only the table of modes knows", "[layering]") {
  for (const Include &include : includesBelow("ui")) {
    INFO(include.from << ":" << include.line << " includes " << include.to);
    const std::string mode = folderOf(include.to), from = folderOf(include.from);
    CHECK((!startsWith(mode, "ui/modes/") || from == mode ||
           include.from == "ui/modes/ui_modes.cpp"));
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

TEST_CASE("No file has grown over its cap", "[layering]") {
  for (const std::string folder : {"engine", "ui", "app", "tests"}) {
    for (const fs::path &path : sourcesBelow(folder)) {
      std::ifstream file(path);
      const auto lines =
          std::count(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>(), '\n');
      INFO(path << " has " << lines << " lines");
      CHECK(lines < 600);
    }
  }
}
