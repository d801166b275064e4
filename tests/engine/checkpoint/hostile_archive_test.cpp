#include <catch2/catch.hpp>

#include "engine/core/device.h"
#include "tests/engine/checkpoint/pickle_builder.h"

using namespace everyword;
using namespace everyword::testing;
using Catch::Contains;

namespace {

const std::string kBytes = floatBytes({0, 1, 2, 3, 4, 5});

std::string honestRoot() {
  return dict({{"a", tensor(storage("0", 6), 0, {2, 3}, {3, 1})},
               {"b", tensor(storage("1", 6), 0, {6}, {1})}});
}

std::string honestArchive(const TemporaryFolder &folder, bool packed = false) {
  return readAll(writeZip(folder.file("honest"),
                          archiveOf(honestRoot(), {{"0", kBytes}, {"1", kBytes}}), packed));
}

std::string honestLegacy() {
  return legacyFile(honestRoot(), {{"0", 6, kBytes}, {"1", 6, kBytes}});
}

// The place of the `field` of an entry in the archive's directory, found by the entry's name.
std::size_t directoryField(const std::string &archive, const std::string &name, std::size_t field) {
  const std::size_t at = archive.rfind(name);
  REQUIRE(at != std::string::npos);
  REQUIRE(archive.compare(at - 46, 4, "PK\x01\x02") == 0);
  return at - 46 + field;
}

}  // namespace

TEST_CASE("An archive cut off anywhere is refused") {
  TemporaryFolder folder;
  const std::string whole = honestArchive(folder);
  REQUIRE(refusal(folder.write("m.pt", whole)).empty());
  for (std::size_t length = 0; length < whole.size(); length += 3) {
    INFO("cut to " << length << " of " << whole.size() << " bytes");
    CHECK_THAT(refusal(folder.write("m.pt", whole.substr(0, length))), Contains("m.pt"));
  }
}

TEST_CASE("An old file cut off anywhere is refused") {
  TemporaryFolder folder;
  const std::string whole = honestLegacy();
  REQUIRE(refusal(folder.write("m.pt", whole)).empty());
  for (std::size_t length = 0; length < whole.size(); ++length) {
    INFO("cut to " << length << " of " << whole.size() << " bytes");
    CHECK_THAT(refusal(folder.write("m.pt", whole.substr(0, length))), Contains("m.pt"));
  }
}

TEST_CASE("Any damaged byte gives tensors or one FileError, nothing else") {
  TemporaryFolder folder;
  int refused = 0, loaded = 0;
  for (const std::string &whole :
       {honestArchive(folder), honestArchive(folder, true), honestLegacy()}) {
    const std::string path = folder.write("m.pt", whole);
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    const auto put = [&file](std::size_t at, int byte) {
      file.seekp(static_cast<std::streamoff>(at)).put(static_cast<char>(byte)).flush();
    };
    for (std::size_t at = 0; at < whole.size(); ++at) {
      for (const int flip : {0x01, 0xff}) {
        put(at, whole[at] ^ flip);
        INFO("byte " << at << " of " << whole.size() << " changed by " << flip);
        std::string message;
        REQUIRE_NOTHROW(message = refusal(path));
        ++(message.empty() ? loaded : refused);
      }
      put(at, whole[at]);
    }
  }
  CHECK(refused > 1000);
  CHECK(loaded > 100);  // those in numbers, time stamps and the like
}

TEST_CASE("Parts of an archive that overlap are refused") {
  TemporaryFolder folder;
  std::string archive = honestArchive(folder);
  const std::size_t first = directoryField(archive, "model/data/0", 42),
                    second = directoryField(archive, "model/data/1", 42);
  archive.replace(second, 4, archive.substr(first, 4));
  CHECK_THAT(refusal(folder.write("m.pt", archive)),
             Contains("m.pt is damaged") && Contains("overlap"));
}

TEST_CASE("Old files with storages that overlap, are missing or lie are refused") {
  TemporaryFolder folder;
  const auto fault = [&](const std::vector<LegacyStorage> &storages) {
    return refusal(folder.write("m.pt", legacyFile(honestRoot(), storages)));
  };
  CHECK_THAT(fault({{"0", 6, kBytes}}), Contains("missing"));
  CHECK_THAT(fault({{"0", 6, kBytes}, {"0", 6, kBytes}, {"1", 6, kBytes}}),
             Contains("listed twice"));
  CHECK_THAT(fault({{"0", 6, kBytes}, {"2", 6, kBytes}, {"1", 6, kBytes}}),
             Contains("belong to no tensor"));
  CHECK_THAT(fault({{"0", 7, kBytes}, {"1", 6, kBytes}}),
             Contains("should have 6 entries, but has 7"));
  CHECK_THAT(fault({{"0", ~0ull, kBytes}, {"1", 6, kBytes}}), Contains("should have 6 entries"));
  const std::string two = dict(
      {{"a", tensor(storage("0", 6), 0, {1}, {1})}, {"b", tensor(storage("0", 9), 0, {1}, {1})}});
  CHECK_THAT(refusal(folder.write("m.pt", legacyFile(two, {{"0", 6, kBytes}}))),
             Contains("in two ways"));
}

TEST_CASE("Zip bombs are refused before they take memory") {
  TemporaryFolder folder;
  const std::size_t large = std::size_t{200} << 20;
  const std::string numbers = folder.file("numbers.pt"), pickles = folder.file("pickle.pt");
  {
    const std::string root = dict(
        {{"w", tensor(storage("0", large / 4), 0, {static_cast<std::int64_t>(large / 4)}, {1})}});
    writeZip(numbers, archiveOf(root, {{"0", std::string(large, '\0')}}), true);
    writeZip(pickles, {{"m/data.pkl", std::string(large, 'N')}}, true);
  }
  REQUIRE(std::filesystem::file_size(numbers) < (1 << 20));
  const std::int64_t resident = residentBytes();
  CHECK_THAT(refusal(numbers), Contains("which is too much"));
  CHECK_THAT(refusal(pickles), Contains("which is too much"));
  CHECK(residentBytes() - resident < (64 << 20));
}

TEST_CASE("An archive of something else, and numbers in the other byte order, are refused") {
  TemporaryFolder folder;
  CHECK_THAT(refusal(writeZip(folder.file("photos.zip"), {{"a.txt", "hello"}})),
             Contains("photos.zip is a zip archive, but not"));
  Entries big = archiveOf(honestRoot(), {{"0", kBytes}, {"1", kBytes}});
  big["model/byteorder"] = "big";
  CHECK_THAT(refusal(writeZip(folder.file("m.pt"), big)), Contains("big-endian"));
  CHECK_THAT(refusal(folder.write("list.pkl", pickle("](K\x01"
                                                     "e"))),
             Contains("list.pkl is a pickle, but not one that torch.save"));
}
