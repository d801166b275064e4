#include "engine/checkpoint/zip_layout.h"

#include <algorithm>
#include <optional>
#include <vector>

namespace everyword {

namespace {

// Field positions: APPNOTE.TXT of PKWARE, sections 4.3.7, 4.3.12, 4.3.14, 4.3.16, 4.5.3.
constexpr std::uint32_t kLocalHeader = 0x04034b50, kDirectoryHeader = 0x02014b50;
constexpr std::uint32_t kDirectoryEnd = 0x06054b50, kDirectoryEnd64 = 0x06064b50,
                        kLocator64 = 0x07064b50;
constexpr std::uint64_t kEndSize = 22, kEnd64Size = 56, kLocatorSize = 20, kEntrySize = 46,
                        kLocalSize = 30;

std::uint64_t number(const std::string &bytes, std::size_t position, int width) {
  std::uint64_t value = 0;
  for (int i = width - 1; i >= 0; --i) {
    value = value << 8 | static_cast<unsigned char>(bytes[position + i]);
  }
  return value;
}

struct Directory {
  std::uint64_t offset = 0, size = 0;
};

std::optional<Directory> directory64(const InputFile &file, std::uint64_t end) {
  if (end < kLocatorSize) {
    return std::nullopt;
  }
  const std::string locator = file.readString(end - kLocatorSize, kLocatorSize);
  const std::uint64_t at = number(locator, 8, 8);
  if (number(locator, 0, 4) != kLocator64 || at > file.size() || file.size() - at < kEnd64Size) {
    return std::nullopt;
  }
  const std::string record = file.readString(at, kEnd64Size);
  if (number(record, 0, 4) != kDirectoryEnd64) {
    return std::nullopt;
  }
  return Directory{number(record, 48, 8), number(record, 40, 8)};
}

std::optional<Directory> directoryOf(const InputFile &file) {
  const std::uint64_t tailSize = std::min<std::uint64_t>(file.size(), kEndSize + 0xffff);
  const std::string tail = file.readString(file.size() - tailSize, tailSize);
  for (std::size_t back = kEndSize; back <= tail.size(); ++back) {
    const std::size_t at = tail.size() - back;
    if (number(tail, at, 4) != kDirectoryEnd || number(tail, at + 20, 2) != back - kEndSize) {
      continue;
    }
    const Directory directory{number(tail, at + 16, 4), number(tail, at + 12, 4)};
    const bool large = directory.offset == 0xffffffff || directory.size == 0xffffffff ||
                       number(tail, at + 10, 2) == 0xffff;
    // PyTorch writes the 64-bit record always; where both are valid they agree.
    return large ? directory64(file, file.size() - back) : directory;
  }
  return std::nullopt;
}

struct Listed {
  std::string name;
  std::uint64_t header = 0, size = 0, packedSize = 0;
  bool stored = false;
};

// The 64-bit sizes and offset stand in an extra field, each only where the short field is all ones.
bool widen(const std::string &extra, Listed &entry) {
  if (entry.size != 0xffffffff && entry.packedSize != 0xffffffff && entry.header != 0xffffffff) {
    return true;
  }
  for (std::size_t at = 0; at + 4 <= extra.size();) {
    const std::uint64_t id = number(extra, at, 2), length = number(extra, at + 2, 2);
    if (length > extra.size() - at - 4) {
      return false;
    }
    std::size_t field = at + 4;
    const std::size_t end = field + length;
    if (id == 1) {
      for (std::uint64_t *value : {&entry.size, &entry.packedSize, &entry.header}) {
        if (*value != 0xffffffff) {
          continue;
        }
        if (end - field < 8) {
          return false;
        }
        *value = number(extra, field, 8);
        field += 8;
      }
      return true;
    }
    at = end;
  }
  return false;
}

std::vector<Listed> listEntries(const std::string &directory) {
  std::vector<Listed> entries;
  for (std::size_t at = 0; at + kEntrySize <= directory.size();) {
    if (number(directory, at, 4) != kDirectoryHeader) {
      break;
    }
    const std::uint64_t name = number(directory, at + 28, 2), extra = number(directory, at + 30, 2);
    const std::uint64_t length = kEntrySize + name + extra + number(directory, at + 32, 2);
    if (length > directory.size() - at) {
      break;
    }
    Listed entry{directory.substr(at + kEntrySize, name), number(directory, at + 42, 4),
                 number(directory, at + 24, 4), number(directory, at + 20, 4), false};
    const bool encrypted = number(directory, at + 8, 2) & 1;
    const bool sure = widen(directory.substr(at + kEntrySize + name, extra), entry);
    entry.stored =
        sure && !encrypted && number(directory, at + 10, 2) == 0 && entry.size == entry.packedSize;
    entries.push_back(std::move(entry));
    at += length;
  }
  return entries;
}

std::optional<StoredEntry> placeOf(const InputFile &file, const Listed &entry) {
  if (entry.header > file.size() || file.size() - entry.header < kLocalSize) {
    return std::nullopt;
  }
  const std::string local = file.readString(entry.header, kLocalSize);
  const std::uint64_t offset =
      entry.header + kLocalSize + number(local, 26, 2) + number(local, 28, 2);
  if (number(local, 0, 4) != kLocalHeader || offset > file.size() ||
      entry.size > file.size() - offset) {
    return std::nullopt;
  }
  return StoredEntry{offset, entry.size};
}

}  // namespace

std::map<std::string, StoredEntry> locateStoredEntries(const InputFile &file) {
  std::map<std::string, StoredEntry> places;
  const std::optional<Directory> directory = directoryOf(file);
  if (!directory || directory->offset > file.size() ||
      directory->size > file.size() - directory->offset) {
    return places;
  }
  struct Used {
    std::uint64_t begin, end;
    std::string name;
  };
  std::vector<Used> used;
  for (const Listed &entry : listEntries(file.readString(directory->offset, directory->size))) {
    const std::optional<StoredEntry> place = entry.stored ? placeOf(file, entry) : std::nullopt;
    if (!place) {
      continue;
    }
    used.push_back({entry.header, place->offset + place->size, entry.name});
    if (!places.emplace(entry.name, *place).second) {
      throw damaged(file.path(), "it holds \"" + entry.name + "\" twice");
    }
  }
  std::sort(used.begin(), used.end(),
            [](const Used &a, const Used &b) { return a.begin < b.begin; });
  for (std::size_t i = 1; i < used.size(); ++i) {
    if (used[i].begin < used[i - 1].end) {
      throw damaged(file.path(),
                    "its parts \"" + used[i - 1].name + "\" and \"" + used[i].name + "\" overlap");
    }
  }
  return places;
}

}  // namespace everyword
