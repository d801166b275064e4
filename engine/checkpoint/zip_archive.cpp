#include "engine/checkpoint/zip_archive.h"

#include <ATen/ATen.h>
#include <unistd.h>
#include <zip.h>

namespace everyword {

namespace {
// What a packed entry may grow to: PyTorch stores tensors unpacked, so more than this is no honest
// file.
constexpr std::uint64_t kGrowth = 4, kGrowthFloor = std::uint64_t{1} << 20;
// Real files have a part for each tensor, hundreds or thousands.
constexpr zip_int64_t kPartsLimit = 100'000;
}  // namespace

ZipArchive::ZipArchive(std::shared_ptr<const InputFile> file) : file_(std::move(file)) {
  const std::map<std::string, StoredEntry> places = locateStoredEntries(*file_);
  int error = 0;
  const int descriptor = file_->duplicate();
  archive_ = zip_fdopen(descriptor, 0, &error);
  if (!archive_) {
    ::close(descriptor);
    throw damaged(file_->path(), "the directory at the end of the archive is missing or cut off");
  }
  const zip_int64_t count = zip_get_num_entries(archive_, 0);
  if (count > kPartsLimit) {
    zip_discard(archive_);  // there is no destructor for what is not yet constructed
    throw damaged(file_->path(), "it has " + std::to_string(count) + " parts, which is too many");
  }
  for (zip_int64_t i = 0; i < count; ++i) {
    zip_stat_t status;
    if (zip_stat_index(archive_, static_cast<zip_uint64_t>(i), 0, &status) != 0) {
      continue;
    }
    constexpr zip_uint64_t needed = ZIP_STAT_NAME | ZIP_STAT_SIZE | ZIP_STAT_COMP_METHOD;
    if ((status.valid & needed) != needed) {
      continue;
    }
    Entry entry{static_cast<std::uint64_t>(i), status.size, false, 0};
    const auto place = places.find(status.name);
    if (place != places.end() && status.comp_method == ZIP_CM_STORE &&
        place->second.size == status.size) {
      entry.stored = true;
      entry.offset = place->second.offset;
    }
    entries_.emplace(status.name, entry);
  }
}

ZipArchive::~ZipArchive() {
  if (archive_) {
    zip_discard(archive_);
  }
}

const ZipArchive::Entry *ZipArchive::find(const std::string &name) const {
  const auto found = entries_.find(name);
  return found == entries_.end() ? nullptr : &found->second;
}

void ZipArchive::checkSize(const Entry &entry, std::uint64_t limit) const {
  const std::uint64_t allowed = std::min(limit, std::max(kGrowthFloor, kGrowth * file_->size()));
  if (entry.size > allowed) {
    throw damaged(file_->path(), "a part says that it has " + std::to_string(entry.size) +
                                     " bytes, which is too much");
  }
}

std::string ZipArchive::read(const Entry &entry, std::uint64_t limit) const {
  checkSize(entry, limit);
  std::string bytes(entry.size, '\0');
  unpack(entry, bytes.data());
  return bytes;
}

at::Tensor ZipArchive::numbers(const Entry &entry, std::uint64_t first, std::uint64_t count,
                               c10::ScalarType dtype) const {
  const std::uint64_t width = c10::elementSize(dtype);
  if (entry.stored) {
    return file_->tensorAt(entry.offset + first * width, {static_cast<std::int64_t>(count)}, dtype);
  }
  checkSize(entry, UINT64_MAX);
  const at::Tensor whole = at::empty({static_cast<std::int64_t>(entry.size)}, at::kByte);
  unpack(entry, whole.data_ptr());
  at::Tensor part = whole.narrow(0, static_cast<std::int64_t>(first * width),
                                 static_cast<std::int64_t>(count * width));
  if (part.numel() < whole.numel() / 2) {
    part = part.clone();  // a small part must not hold the whole
  }
  return dtype == at::kBool ? part.ne(0) : part.view(dtype);
}

void ZipArchive::unpack(const Entry &entry, void *target) const {
  const std::lock_guard lock(mutex_);
  zip_file_t *file = zip_fopen_index(archive_, entry.index, 0);
  if (!file) {
    throw damaged(file_->path(), std::string("a part cannot be opened, ") + zip_strerror(archive_));
  }
  std::uint64_t done = 0;
  zip_int64_t got = 0;
  while (done < entry.size &&
         (got = zip_fread(file, static_cast<char *>(target) + done, entry.size - done)) > 0) {
    done += static_cast<std::uint64_t>(got);
  }
  char beyond = 0;  // reading past the end makes libzip compare the checksum
  const bool whole = done == entry.size && zip_fread(file, &beyond, 1) == 0;
  zip_fclose(file);
  if (!whole) {
    throw damaged(file_->path(), "a part of the archive is cut off or its checksum is wrong");
  }
}

}  // namespace everyword
