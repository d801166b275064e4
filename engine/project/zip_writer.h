#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

struct zip;
struct zip_source;

namespace everyword {

/// A zip archive that is put together in memory.
class ZipWriter {
 public:
  ZipWriter();  ///< Throws ResourceError.
  ~ZipWriter();
  ZipWriter(const ZipWriter &) = delete;
  ZipWriter &operator=(const ZipWriter &) = delete;

  /// Stored as it is: pictures and numbers hardly get smaller. Throws ResourceError.
  void add(const std::string &name, std::span<const std::uint8_t> bytes);
  /// The archive; nothing can be added any more. Throws ResourceError.
  std::vector<std::uint8_t> finish();

 private:
  zip_source *source_ = nullptr;
  zip *archive_ = nullptr;
  std::vector<std::vector<std::uint8_t>> kept_;  ///< libzip reads them only at the end
};

}  // namespace everyword
