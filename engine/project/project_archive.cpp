#include "engine/api/project_archive.h"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "engine/api/outside_text.h"
#include "engine/api/portable_path.h"
#include "engine/checkpoint/zip_archive.h"
#include "engine/core/atomic_file.h"
#include "engine/core/read_file.h"
#include "engine/core/rng.h"
#include "engine/export/exporters.h"
#include "engine/log/log.h"
#include "engine/pictures/read_picture.h"
#include "engine/project/zip_writer.h"
#include "engine/run/latent_value.h"
#include "engine/run/run_checkpoint.h"

namespace everyword {

namespace {

using Json = nlohmann::ordered_json;

constexpr int kVersion = 2;  // 1 was the request alone, as JSON
constexpr char kMimeType[] = "application/x-everyword-project";
constexpr char kFrames[] = "frames/";
constexpr char kStart[] = "start.state", kRecipeStart[] = "recipe.start.state";
constexpr std::uint64_t kLargestState = std::uint64_t{1} << 30;

std::span<const std::uint8_t> bytesOf(const std::string &text) {
  return {reinterpret_cast<const std::uint8_t *>(text.data()), text.size()};
}

/// Every path that the request names, in another form as seen from the project's folder.
RunRequest withPaths(RunRequest request, const std::string &project,
                     std::string (*form)(const std::string &path, const std::string &folder)) {
  const std::string folder =
      std::filesystem::absolute(project).lexically_normal().parent_path().string();
  for (std::string *path : {&request.models.pack, &request.start.picture, &request.start.state}) {
    *path = form(*path, folder);
  }
  for (auto &[role, path] : request.models.files) {
    path = form(path, folder);
  }
  return request;
}

RunRequest requestFrom(const std::string &json, const std::string &path) {
  try {
    return withPaths(RunRequest::fromJson(json), path, resolvedPath);
  } catch (const InputError &error) {
    throw InputError(quotedText(path), error.what());
  }
}

/// A file of the system's temporary folder, which goes with this object.
class TemporaryFile {
 public:
  TemporaryFile() {
    static std::atomic<int> made = 0;
    path_ = (std::filesystem::temp_directory_path() /
             ("everyword-" + std::to_string(::getpid()) + "-" + std::to_string(++made)))
                .string();
  }
  ~TemporaryFile() {
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
  }
  TemporaryFile(const TemporaryFile &) = delete;
  TemporaryFile &operator=(const TemporaryFile &) = delete;
  const std::string &path() const { return path_; }

 private:
  std::string path_;
};

/// The latent of an earlier run that a request holds in memory, as the state of a run that ended
/// with it. The request then names the archive's entry.
void addStart(ZipWriter &archive, const char *name, RunRequest &request) {
  if (request.start.kind != Start::EarlierRun || !request.start.latent) {
    return;
  }
  RunState state;
  state.request.mode = request.mode;
  state.request.objective.prompt = "start";  // the project's own may not be ready to run
  state.space = request.start.latent->space;
  state.latent = leavesOf(*request.start.latent);
  state.start = state.latent;
  state.optimiser = Adam::startFor(state.latent);
  state.randomState = Rng(request.seed).state();
  const TemporaryFile file;
  saveRunState(file.path(), state);
  archive.add(name, readFile(file.path(), kLargestState));
  request.start.state = name;
}

/// The way back. A state that is damaged is left out, and the run says that it has no start.
void readStart(const ZipArchive &archive, const char *name, RunRequest &request) {
  const ZipArchive::Entry *entry =
      request.start.kind == Start::EarlierRun && request.start.state == name ? archive.find(name)
                                                                             : nullptr;
  if (!entry) {
    return;
  }
  try {
    const TemporaryFile file;
    const std::string bytes = archive.read(*entry, kLargestState);
    writeAtomically(file.path(), bytesOf(bytes));
    const RunState state = loadRunState(file.path());
    request.start.latent = latentOf(state.latent, state.space);
    request.start.state.clear();
  } catch (const FileError &error) {
    logWarning(std::string("The start of the project's run is left out: ") + error.what());
  }
}

/// Fewer frames of the same run, evenly, with the last one.
std::vector<FramePtr> thinned(std::vector<FramePtr> frames) {
  while (frames.size() > Project::kMostFrames) {
    std::vector<FramePtr> half;
    for (std::size_t i = (frames.size() - 1) % 2; i < frames.size(); i += 2) {
      half.push_back(frames[i]);
    }
    frames = std::move(half);
  }
  return frames;
}

std::string frameName(const Frame &frame) {
  const std::string digits = std::to_string(frame.step);
  return kFrames + std::string(digits.size() < 6 ? 6 - digits.size() : 0, '0') + digits + ".png";
}

/// The step of "frames/000012.png"; unset for other names.
std::optional<int> stepOf(const std::string &name) {
  const std::string_view start(kFrames);
  if (!name.starts_with(start) || !name.ends_with(".png") || name.size() > 20) {
    return std::nullopt;
  }
  int step = 0;
  const char *first = name.data() + start.size(), *last = name.data() + name.size() - 4;
  const auto [end, error] = std::from_chars(first, last, step);
  return error == std::errc() && end == last && step >= 0 ? std::optional(step) : std::nullopt;
}

std::string textOf(const ZipArchive &archive, const std::string &name) {
  const ZipArchive::Entry *entry = archive.find(name);
  return entry ? archive.read(*entry, JsonLimits().bytes) : "";
}

RunRequest requestIn(const ZipArchive &archive, const std::string &path) {
  const std::string text = textOf(archive, "project.json");
  if (textOf(archive, "mimetype") != kMimeType || text.empty()) {
    throw InputError(quotedText(path) + " is a zip archive, but no project of Everyword");
  }
  if (const std::string fault = jsonFault(text); !fault.empty()) {
    throw InputError("the project in " + quotedText(path) + " " + fault);
  }
  const Json json = Json::parse(text);
  const Json version = json.is_object() ? json.value("version", Json()) : Json();
  if (!version.is_number_integer() || !json.contains("request")) {
    throw InputError("the project in " + quotedText(path) + " has no version or no request");
  }
  if (version > kVersion) {
    throw InputError(quotedText(path) + " was saved by a newer version of Everyword", "update");
  }
  return requestFrom(json["request"].dump(), path);
}

void readFrames(const ZipArchive &archive, const std::string &path, Project &project) {
  for (const auto &[name, entry] : archive.entries()) {
    const std::optional<int> step = stepOf(name);
    if (!step || project.frames.size() >= Project::kMostFrames) {
      continue;
    }
    try {
      const std::string bytes = archive.read(entry, kLargestSmallFile);
      auto frame = std::make_shared<Frame>(*decodePicture(bytesOf(bytes), path + ":" + name));
      frame->step = *step;
      project.frames.push_back(std::move(frame));
    } catch (const FileError &error) {
      logWarning(std::string("A frame of the project is left out: ") + error.what());
    }
  }
  std::sort(project.frames.begin(), project.frames.end(),
            [](const FramePtr &a, const FramePtr &b) { return a->step < b->step; });
}

}  // namespace

void writeProject(const std::string &path, const Project &project) {
  ZipWriter archive;
  archive.add("mimetype", bytesOf(kMimeType));  // first and stored, so that the file says its kind
  RunRequest request = withPaths(project.request, path, portablePath);
  addStart(archive, kStart, request);
  const Json json = {{"version", kVersion}, {"request", Json::parse(request.toJson())}};
  archive.add("project.json", bytesOf(json.dump(2)));
  if (!project.frames.empty()) {
    RunRequest recipe = withPaths(project.recipe, path, portablePath);
    addStart(archive, kRecipeStart, recipe);
    archive.add("recipe.json", bytesOf(recipe.toJson()));
  }
  for (const FramePtr &frame : thinned(project.frames)) {
    archive.add(frameName(*frame), encodePng(*frame, ""));
  }
  if (!project.runState.empty()) {
    archive.add("run.state", readFile(project.runState, kLargestState));
  }
  writeAtomically(path, archive.finish());
}

Project readProject(const std::string &path, const std::string &stateFile) {
  Project project;
  if (firstBytesOf(path, 2) != "PK") {
    project.request = requestFrom(readTextFile(path), path);
    return project;
  }
  const ZipArchive archive(std::make_shared<InputFile>(path));
  project.request = requestIn(archive, path);
  readStart(archive, kStart, project.request);
  readFrames(archive, path, project);
  if (!project.frames.empty()) {
    const std::string recipe = textOf(archive, "recipe.json");
    project.recipe = recipe.empty() ? project.request : requestFrom(recipe, path);
    readStart(archive, kRecipeStart, project.recipe);
  }
  if (const ZipArchive::Entry *state = archive.find("run.state"); state && !stateFile.empty()) {
    const std::string bytes = archive.read(*state, kLargestState);
    writeAtomically(stateFile, bytesOf(bytes));
    project.runState = stateFile;
  }
  return project;
}

}  // namespace everyword
