#include "engine/api/project_archive.h"

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "engine/api/errors.h"
#include "engine/api/exporting.h"
#include "engine/project/zip_writer.h"
#include "tests/support/temporary_folder.h"

using namespace everyword;
using namespace everyword::testing;
using Catch::Matchers::Contains;

namespace {

FramePtr frameOf(int step, std::uint8_t grey) {
  auto frame = std::make_shared<Frame>();
  frame->step = step;
  frame->width = 3;
  frame->height = 2;
  for (int i = 0; i < 6; ++i) {
    frame->rgba.insert(frame->rgba.end(), {grey, static_cast<std::uint8_t>(i), 7, 255});
  }
  return frame;
}

Project sample() {
  Project project;
  project.request.objective.prompt = "a red apple";
  project.request.objective.protectedArea.paint(0.5, 0.5, 0.2);
  project.frames = {frameOf(0, 10), frameOf(5, 20), frameOf(12, 30)};
  project.recipe = project.request;
  project.recipe.schedule.steps = 12;
  return project;
}

void write(const std::string &path, const std::string &bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

std::string read(const std::string &path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// An archive of these entries.
void writeArchive(const std::string &path,
                  const std::vector<std::pair<std::string, std::string>> &entries) {
  ZipWriter zip;
  for (const auto &[name, text] : entries) {
    zip.add(name, {reinterpret_cast<const std::uint8_t *>(text.data()), text.size()});
  }
  const std::vector<std::uint8_t> bytes = zip.finish();
  write(path, {bytes.begin(), bytes.end()});
}

const std::pair<std::string, std::string> kMime = {"mimetype", "application/x-everyword-project"};

}  // namespace

TEST_CASE("A project comes back with its request, frames, recipe and state", "[project]") {
  const TemporaryFolder folder;
  Project project = sample();
  project.runState = folder.file("given.state");
  write(project.runState, "numbers\0of a run");
  const std::string path = folder.file("one.everyword");
  writeProject(path, project);
  CHECK(contentOf(path) == FileContent::Project);

  const Project back = readProject(path, folder.file("unpacked.state"));
  CHECK(back.request.toJson() == project.request.toJson());
  CHECK(back.recipe.toJson() == project.recipe.toJson());
  REQUIRE(back.frames.size() == 3);
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(back.frames[i]->step == project.frames[i]->step);
    CHECK(back.frames[i]->rgba == project.frames[i]->rgba);
  }
  CHECK(back.runState == folder.file("unpacked.state"));
  CHECK(read(back.runState) == read(project.runState));
  CHECK(readProject(path).runState.empty());
}

TEST_CASE("The result that a run goes on from is kept in the file, that of the recipe apart",
          "[project]") {
  const TemporaryFolder folder;
  Project project = sample();
  const auto latent = [](float value) {
    return std::make_shared<const Latent>(
        Latent{"stylegan2_w_plus", {{{1, 2, 2}, {value, 0.25F, -3.5F, 1e-7F}}}});
  };
  project.request.objective.prompt.clear();  // not ready to run: it is kept all the same
  for (auto [request, value] : {std::pair(&project.request, 1.5F), {&project.recipe, 2.5F}}) {
    request->start.kind = Start::EarlierRun;
    request->start.latent = latent(value);
  }
  const std::string path = folder.file("on.everyword");
  writeProject(path, project);
  const Project back = readProject(path);
  CHECK(back.request.toJson() == project.request.toJson());
  for (auto [request, value] : {std::pair(&back.request, 1.5F), {&back.recipe, 2.5F}}) {
    REQUIRE(request->start.latent);
    CHECK(request->start.latent->space == "stylegan2_w_plus");
    CHECK(request->start.latent->parts.at(0).shape == std::vector<std::int64_t>{1, 2, 2});
    CHECK(request->start.latent->parts.at(0).values ==
          std::vector<float>{value, 0.25F, -3.5F, 1e-7F});
    CHECK(request->start.state.empty());
  }

  const std::string start = R"({"start": "earlier_run", "start_state": "start.state"})";
  writeArchive(path, {kMime,
                      {"project.json", "{\"version\": 2, \"request\": " + start + "}"},
                      {"start.state", "no tensors"}});
  CHECK_FALSE(readProject(path).request.start.latent);  // the run says that it has none
}

TEST_CASE("A project of an older version is a request in JSON", "[project]") {
  const TemporaryFolder folder;
  const std::string path = folder.file("old.everyword");
  write(path, sample().request.toJson());
  const Project project = readProject(path);
  CHECK(project.request.toJson() == sample().request.toJson());
  CHECK(project.frames.empty());
}

TEST_CASE("Models below the project's folder move with it", "[project]") {
  const TemporaryFolder folder;
  std::filesystem::create_directories(folder.file("a"));
  write(folder.file("a/clip.pt"), "x");
  Project project = sample();
  project.request.models.files["clip"] = folder.file("a/clip.pt");
  writeProject(folder.file("a/one.everyword"), project);
  std::filesystem::rename(folder.file("a"), folder.file("b"));
  CHECK(readProject(folder.file("b/one.everyword")).request.models.path("clip") ==
        folder.file("b/clip.pt"));
}

TEST_CASE("Of very many frames every second one goes, never the last", "[project]") {
  const TemporaryFolder folder;
  Project project = sample();
  project.frames.clear();
  for (int step = 0; step < 501; ++step) {
    project.frames.push_back(frameOf(step, 1));
  }
  writeProject(folder.file("long.everyword"), project);
  const Project back = readProject(folder.file("long.everyword"));
  CHECK(back.frames.size() <= Project::kMostFrames);
  CHECK(back.frames.size() > Project::kMostFrames / 2);
  CHECK(back.frames.back()->step == 500);
}

TEST_CASE("What is no project, or a damaged one, is one sentence", "[project]") {
  const TemporaryFolder folder;
  const std::string path = folder.file("wrong.everyword");
  const std::string request = sample().request.toJson();
  const auto entry = [&](const std::string &version) {
    return std::pair<std::string, std::string>(
        "project.json", "{\"version\": " + version + ", \"request\": " + request + "}");
  };
  CHECK_THROWS_AS(readProject(path), FileError);
  writeArchive(path, {{"data.pkl", "x"}});
  CHECK_THROWS_WITH(readProject(path), Contains("no project of Everyword"));
  writeArchive(path, {kMime, {"project.json", "{\"version\": 2"}});
  CHECK_THROWS_WITH(readProject(path), Contains("no valid JSON"));
  writeArchive(path, {kMime, {"project.json", "[2]"}});
  CHECK_THROWS_WITH(readProject(path), Contains("no version or no request"));
  writeArchive(path, {kMime, {"project.json", R"({"version": 2, "request": {"steps": -1}})"}});
  CHECK_THROWS_WITH(readProject(path), Contains("steps"));
  writeArchive(path, {kMime, entry("99")});
  CHECK_THROWS_WITH(readProject(path), Contains("newer version"));
  writeArchive(path, {kMime, entry("2")});
  CHECK_NOTHROW(readProject(path));

  const std::string whole = read(path);
  for (const std::size_t length : {std::size_t{2}, std::size_t{40}, whole.size() - 10}) {
    write(path, whole.substr(0, length));
    CHECK_THROWS_AS(readProject(path), Error);
  }
}

TEST_CASE("A damaged frame is left out, and names that mean nothing are not looked at",
          "[project]") {
  const TemporaryFolder folder;
  const std::string path = folder.file("frames.everyword");
  writePicture(folder.file("good.png"), *frameOf(0, 9));
  const std::string good = read(folder.file("good.png"));
  writeArchive(
      path, {kMime,
             {"project.json", "{\"version\": 2, \"request\": " + sample().request.toJson() + "}"},
             {"frames/000001.png", good},
             {"frames/000002.png", good.substr(0, good.size() / 2)},
             {"frames/../../evil.png", good},
             {"frames/-00001.png", good},
             {"notes.txt", "x"}});
  const Project project = readProject(path);
  REQUIRE(project.frames.size() == 1);
  CHECK(project.frames[0]->step == 1);
  CHECK_FALSE(std::filesystem::exists(folder.file("../evil.png")));
}

TEST_CASE("A save that fails keeps the old project", "[project]") {
  const TemporaryFolder folder;
  const std::string path = folder.file("kept.everyword");
  writeProject(path, sample());
  const std::string before = read(path);
  Project project = sample();
  project.runState = folder.file("missing.state");
  CHECK_THROWS_AS(writeProject(path, project), FileError);
  CHECK(read(path) == before);
  CHECK_THROWS_AS(writeProject(folder.file("no/such/folder.everyword"), sample()), ResourceError);
}
