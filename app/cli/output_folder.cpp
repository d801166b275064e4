#include "app/cli/output_folder.h"

#include "engine/api/errors.h"
#include "engine/api/exporting.h"

namespace everyword {

namespace fs = std::filesystem;

OutputFolder::OutputFolder(const std::string &path) : path_(path) {
  if (path.empty()) {
    throw InputError("the name of the output folder is empty", "name one with --output");
  }
  const std::string probe = file(".everyword-probe");
  try {
    create(path_);
    writeTextFile(probe, "x");
  } catch (const ResourceError &error) {
    removeWhatIsEmpty();
    throw ResourceError("nothing can be written to the output folder '" + path + "' (" +
                        error.what() + ")");
  }
  std::error_code ignored;
  fs::remove(probe, ignored);
}

OutputFolder::~OutputFolder() { removeWhatIsEmpty(); }

void OutputFolder::removeWhatIsEmpty() {
  std::error_code ignored;
  for (auto folder = created_.rbegin(); folder != created_.rend(); ++folder) {
    fs::remove(*folder, ignored);  // refuses when anything is in it
  }
}

std::string OutputFolder::file(const std::string &name) const { return (path_ / name).string(); }

void OutputFolder::addSubfolder(const std::string &name) { create(path_ / name); }

void OutputFolder::create(const fs::path &folder) {
  fs::path sofar;
  for (const fs::path &part : folder) {
    sofar /= part;
    std::error_code error;
    if (fs::create_directory(sofar, error)) {
      created_.push_back(sofar);
    } else if (std::error_code ignored; !fs::is_directory(sofar, ignored)) {
      throw ResourceError("the folder '" + sofar.string() + "' cannot be made" +
                          (error ? ", " + error.message() : std::string()));
    }
  }
}

}  // namespace everyword
