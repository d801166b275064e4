#pragma once

#include <string>
#include <vector>

#include "engine/api/frame.h"
#include "engine/api/run_request.h"

namespace everyword {

/// What a project file holds: the request that is being edited, and the run that was made last.
struct Project {
  static constexpr std::size_t kMostFrames = 200;

  RunRequest request;
  std::vector<FramePtr> frames;  ///< of the run, oldest first, without maps; at most kMostFrames
  RunRequest recipe;             ///< of the last frame; counts only when there are frames
  std::string runState;          ///< path of the state of the run; empty: none
};

/// The suffix of project files.
inline constexpr char kProjectSuffix[] = ".everyword";

/// One zip archive: "mimetype", "project.json" (version and request; what lies inside or below the
/// project's folder is named relative to it, portable_path.h, so that the folder can be moved),
/// "recipe.json", "frames/000012.png", "run.state"; where a request starts from the latent of an
/// earlier run, "start.state" and "recipe.start.state", which StartPoint::state names in the file
/// and readProject() takes into memory. Of too many frames every second one is left out, the last
/// never. Atomic: the old file stays until the new one is whole. Blocking. Throws
/// FileError (the state cannot be read), ResourceError.
void writeProject(const std::string &path, const Project &project);

/// Reads an archive, or the JSON request that older versions wrote; paths come back absolute. A run
/// state is unpacked to `stateFile` (overwritten; empty: left out). A frame that is damaged is left
/// out. Blocking. Throws FileError (missing, damaged, too large), InputError (no project, newer
/// version), ResourceError.
Project readProject(const std::string &path, const std::string &stateFile = {});

}  // namespace everyword
