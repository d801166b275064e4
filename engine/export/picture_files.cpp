// The parts of engine/api/exporting.h that read and write single pictures and text.
#include "engine/api/errors.h"
#include "engine/api/exporting.h"
#include "engine/core/atomic_file.h"
#include "engine/export/exporters.h"
#include "engine/export/opencv_picture.h"
#include "engine/export/png_file.h"

namespace everyword {

void writePicture(const std::string &path, const Frame &frame, const std::string &recipeJson) {
  writeAtomically(path, exporterFor(path).encode(frame, recipeJson));
}

FramePtr readPicture(const std::string &path) {
  return frameFromBgr(decodePicture(readWholeFile(path), path));
}

std::optional<std::string> readRecipe(const std::string &pngPath) {
  const std::vector<std::uint8_t> bytes = readWholeFile(pngPath);
  if (!isPng(bytes)) {
    throw FileError("'" + pngPath + "' is no PNG file");
  }
  return recipeOfPng(bytes, pngPath);
}

void writeTextFile(const std::string &path, const std::string &text) {
  writeAtomically(path, {reinterpret_cast<const std::uint8_t *>(text.data()), text.size()});
}

}  // namespace everyword
