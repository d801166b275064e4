#include "engine/export/exporters.h"

#include <algorithm>
#include <cctype>
#include <filesystem>

#include "engine/api/errors.h"

namespace everyword {

const std::vector<Exporter> &exporters() {
  static const std::vector<Exporter> table = {
      {{"PNG", {".png"}, true}, encodePng},
      {{"JPEG", {".jpg", ".jpeg"}, false}, encodeJpeg},
      {{"WebP", {".webp"}, false}, encodeWebp},
  };
  return table;
}

std::vector<PictureFormat> pictureFormats() { return {exporters().begin(), exporters().end()}; }

const Exporter &exporterFor(const std::string &path) {
  std::string extension = std::filesystem::path(path).extension().string();
  std::transform(extension.begin(), extension.end(), extension.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  std::string known;
  for (const Exporter &exporter : exporters()) {
    for (const std::string &candidate : exporter.extensions) {
      if (candidate == extension) {
        return exporter;
      }
      known += (known.empty() ? "" : ", ") + candidate;
    }
  }
  throw InputError("'" + path + "' has no extension of a picture format", "use one of " + known);
}

}  // namespace everyword
