#pragma once

#include <zip.h>

#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/engine/checkpoint/checkpoint_bytes.h"

namespace everyword::testing {

// Pickles made byte by byte. The letters are the pickle machine's own: '(' mark, 't' tuple of what
// lies above the mark, 'R' call, 'Q' outside reference, '}' dictionary, 'u' its keys and values,
// '.' end.

inline std::string text(const std::string &value) {
  std::string bytes = "X";
  return bytes.append(little(value.size(), 4)).append(value);
}
inline std::string integer(std::int64_t value) {
  return std::string("\x8a\x08") + little(static_cast<std::uint64_t>(value), 8);
}
inline std::string global(const std::string &module, const std::string &name) {
  return "c" + module + "\n" + name + "\n";
}
inline std::string pickle(const std::string &body) { return "\x80\x02" + body + "."; }

inline std::string tuple(const std::vector<std::int64_t> &values) {
  std::string bytes = "(";
  for (const std::int64_t value : values) {
    bytes += integer(value);
  }
  return bytes + "t";
}

inline std::string storage(const std::string &key, std::int64_t count,
                           const std::string &type = "FloatStorage") {
  std::string bytes = "(";
  bytes.append(text("storage")).append(global("torch", type)).append(text(key)).append(text("cpu"));
  return bytes.append(integer(count)).append("tQ");
}

inline std::string tensor(const std::string &storageBytes, std::int64_t offset,
                          const std::vector<std::int64_t> &shape,
                          const std::vector<std::int64_t> &stride) {
  return global("torch._utils", "_rebuild_tensor_v2") + "(" + storageBytes + integer(offset) +
         tuple(shape) + tuple(stride) + "\x89" + global("collections", "OrderedDict") + ")RtR";
}

inline std::string dict(const std::vector<std::pair<std::string, std::string>> &entries) {
  std::string bytes = "}(";
  for (const auto &[key, value] : entries) {
    bytes += text(key) + value;
  }
  return bytes + "u";
}

using Entries = std::map<std::string, std::string>;

/// A zip archive of these entries, stored unless `packed`.
inline std::string writeZip(const std::string &path, const Entries &entries, bool packed = false) {
  int error = 0;
  zip_t *archive = zip_open(path.c_str(), ZIP_CREATE | ZIP_TRUNCATE, &error);
  if (!archive) {
    throw std::runtime_error("no zip archive");
  }
  for (const auto &[name, content] : entries) {
    zip_source_t *source = zip_source_buffer(archive, content.data(), content.size(), 0);
    const zip_int64_t index = zip_file_add(archive, name.c_str(), source, ZIP_FL_OVERWRITE);
    zip_set_file_compression(archive, static_cast<zip_uint64_t>(index),
                             packed ? ZIP_CM_DEFLATE : ZIP_CM_STORE, 9);
  }
  if (zip_close(archive) != 0) {
    throw std::runtime_error("no zip archive");
  }
  return path;
}

/// An archive as torch.save writes it.
inline Entries archiveOf(const std::string &root, const Entries &storages) {
  Entries entries{
      {"model/data.pkl", pickle(root)}, {"model/byteorder", "little"}, {"model/version", "3\n"}};
  for (const auto &[key, bytes] : storages) {
    entries["model/data/" + key] = bytes;
  }
  return entries;
}

/// A file as torch.save wrote it before version 1.6. `storages`: key, entries, bytes.
struct LegacyStorage {
  std::string key;
  std::uint64_t count;
  std::string bytes;
};
inline std::string legacyFile(const std::string &root, const std::vector<LegacyStorage> &storages) {
  std::string file("\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.", 15);
  file += pickle(integer(1001)) + pickle(dict({{"little_endian", "\x88"}})) + pickle(root);
  std::string keys = "](";
  for (const LegacyStorage &storage : storages) {
    keys += text(storage.key);
  }
  file += pickle(keys + "e");
  for (const LegacyStorage &storage : storages) {
    file += little(storage.count, 8) + storage.bytes;
  }
  return file;
}

inline std::string floatBytes(const std::vector<float> &values) {
  return {reinterpret_cast<const char *>(values.data()), values.size() * sizeof(float)};
}

}  // namespace everyword::testing
