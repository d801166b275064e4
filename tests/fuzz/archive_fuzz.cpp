#include <zip.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "tests/fuzz/fuzz_input.h"

namespace {

/// A sound archive around the input as its pickle, so that the pickle is reached whatever happens
/// to the directory: "data/0" holds 64 bytes, "data/1" the same packed.
std::vector<std::uint8_t> archiveAround(const std::uint8_t *data, std::size_t size) {
  static const std::string numbers(64, '\1');
  zip_error_t error;
  zip_source_t *target = zip_source_buffer_create(nullptr, 0, 0, &error);
  zip_source_keep(target);
  zip_t *archive = zip_open_from_source(target, ZIP_TRUNCATE, &error);
  const auto add = [&](const char *name, const void *bytes, std::size_t count, int method) {
    zip_source_t *source = zip_source_buffer(archive, bytes, count, 0);
    const zip_int64_t index = zip_file_add(archive, name, source, ZIP_FL_OVERWRITE);
    zip_set_file_compression(archive, static_cast<zip_uint64_t>(index), method, 9);
  };
  add("m/data.pkl", data, size, size % 2 ? ZIP_CM_STORE : ZIP_CM_DEFLATE);
  add("m/data/0", numbers.data(), numbers.size(), ZIP_CM_STORE);
  add("m/data/1", numbers.data(), numbers.size(), ZIP_CM_DEFLATE);
  if (zip_close(archive) != 0 || zip_source_open(target) != 0) {
    std::abort();
  }
  zip_stat_t status;
  zip_source_stat(target, &status);
  std::vector<std::uint8_t> bytes(status.size);
  zip_source_read(target, bytes.data(), bytes.size());
  zip_source_close(target);
  zip_source_free(target);
  return bytes;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  if (size >= 2 && data[0] == 'P' && data[1] == 'K') {
    everyword::fuzz::openCheckpoint(data, size);
  } else {
    const std::vector<std::uint8_t> archive = archiveAround(data, size);
    everyword::fuzz::openCheckpoint(archive.data(), archive.size());
  }
  return 0;
}
