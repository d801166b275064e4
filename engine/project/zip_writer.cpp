#include "engine/project/zip_writer.h"

#include <zip.h>

#include "engine/api/errors.h"

namespace everyword {

namespace {

[[noreturn]] void fail(const std::string &why) {
  throw ResourceError("the project cannot be put together: " + why);
}

}  // namespace

ZipWriter::ZipWriter() {
  zip_error_t error;
  zip_error_init(&error);
  source_ = zip_source_buffer_create(nullptr, 0, 0, &error);
  archive_ = source_ ? zip_open_from_source(source_, ZIP_TRUNCATE, &error) : nullptr;
  if (!archive_) {
    const std::string why = zip_error_strerror(&error);
    zip_source_free(source_);
    fail(why);
  }
  zip_source_keep(source_);  // the archive has one share, finish() another
}

ZipWriter::~ZipWriter() {
  if (archive_) {
    zip_discard(archive_);
  }
  zip_source_free(source_);
}

void ZipWriter::add(const std::string &name, std::span<const std::uint8_t> bytes) {
  const auto &kept = kept_.emplace_back(bytes.begin(), bytes.end());
  zip_source_t *entry = zip_source_buffer(archive_, kept.data(), kept.size(), 0);
  const zip_int64_t index =
      entry ? zip_file_add(archive_, name.c_str(), entry, ZIP_FL_ENC_UTF_8) : -1;
  if (index < 0) {
    zip_source_free(entry);
    fail(zip_strerror(archive_));
  }
  zip_set_file_compression(archive_, static_cast<zip_uint64_t>(index), ZIP_CM_STORE, 0);
}

std::vector<std::uint8_t> ZipWriter::finish() {
  if (zip_close(archive_) != 0) {
    fail(zip_strerror(archive_));
  }
  archive_ = nullptr;
  zip_stat_t stat;
  zip_stat_init(&stat);
  std::vector<std::uint8_t> bytes;
  if (zip_source_open(source_) != 0 || zip_source_stat(source_, &stat) != 0) {
    fail("libzip keeps no archive");
  }
  bytes.resize(stat.size);
  const zip_int64_t got = zip_source_read(source_, bytes.data(), bytes.size());
  zip_source_close(source_);
  if (got != static_cast<zip_int64_t>(bytes.size())) {
    fail("libzip keeps only a part of the archive");
  }
  return bytes;
}

}  // namespace everyword
