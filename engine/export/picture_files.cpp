// The parts of engine/api/exporting.h that write single files.
#include "engine/api/exporting.h"
#include "engine/core/atomic_file.h"
#include "engine/export/exporters.h"

namespace everyword {

void writePicture(const std::string &path, const Frame &frame, const std::string &recipeJson) {
  writeAtomically(path, exporterFor(path).encode(frame, recipeJson));
}

void writeTextFile(const std::string &path, const std::string &text) {
  writeAtomically(path, {reinterpret_cast<const std::uint8_t *>(text.data()), text.size()});
}

}  // namespace everyword
