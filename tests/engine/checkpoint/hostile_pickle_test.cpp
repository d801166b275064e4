#include <catch2/catch.hpp>

#include "engine/core/device.h"
#include "tests/engine/checkpoint/pickle_builder.h"

using namespace everyword;
using namespace everyword::testing;
using Catch::Contains;

namespace {

/// The refusal of the same pickle as an archive, as a bare pickle and in the old format; they must
/// agree.
std::string refusalOf(const TemporaryFolder &folder, const std::string &root) {
  const std::string inArchive =
      refusal(writeZip(folder.file("evil.pt"), archiveOf(root, {{"0", std::string(24, '\0')}})));
  const std::string inLegacy =
      refusal(folder.write("evil.pt", legacyFile(root, {{"0", 6, std::string(24, '\0')}})));
  CHECK(inArchive == inLegacy);
  return inArchive;
}

std::string call(const std::string &module, const std::string &name, const std::string &argument) {
  return global(module, name) + "(" + text(argument) + "tR";
}

std::string repeated(const std::string &bytes, int times) {
  std::string result;
  for (int i = 0; i < times; ++i) {
    result += bytes;
  }
  return result;
}

constexpr std::int64_t kMegabyte = 1 << 20;

}  // namespace

TEST_CASE("A pickle that would run a command is refused by name, and the command does not run") {
  TemporaryFolder folder;
  const std::string marker = folder.file("the command ran");
  const std::string command = "touch '" + marker + "'";
  struct Row {
    const char *module, *name;
  };
  for (const Row &row : std::vector<Row>{{"os", "system"},
                                         {"posix", "system"},
                                         {"nt", "system"},
                                         {"subprocess", "Popen"},
                                         {"builtins", "eval"},
                                         {"builtins", "exec"},
                                         {"__builtin__", "eval"},
                                         {"builtins", "getattr"},
                                         {"builtins", "__import__"},
                                         {"runpy", "run_path"},
                                         {"importlib", "import_module"},
                                         {"sys", "exit"},
                                         {"pty", "spawn"},
                                         {"socket", "socket"},
                                         {"shutil", "rmtree"},
                                         {"code", "interact"},
                                         {"types", "FunctionType"},
                                         {"pickle", "loads"},
                                         {"torch", "os.system"},
                                         {"os.path", "join"},
                                         {"io", "open"}}) {
    INFO(row.module << "." << row.name);
    CHECK(refusalOf(folder, dict({{"w", call(row.module, row.name, command)}})) ==
          "evil.pt is refused: its pickle names " + std::string(row.module) + "." + row.name +
              ", which could run a command");
  }
  CHECK_FALSE(std::filesystem::exists(marker));
}

TEST_CASE("Commands are found in every spelling of an import") {
  TemporaryFolder folder;
  const std::string marker = folder.file("the command ran");
  const std::string command = "touch '" + marker + "'";
  const auto checkRefused = [&](const std::string &bytes) {
    CHECK_THAT(refusal(folder.write("evil.pkl", bytes)),
               Contains("evil.pkl is refused") && Contains("could run a command"));
  };
  const std::string quoted = "S'" + command + "'\n";
  checkRefused("cos\nsystem\n(" + quoted + "tR.");         // protocol 0
  checkRefused("(" + quoted + "ios\nsystem\n.");           // INST
  checkRefused("\x80\x01(cos\nsystem\n" + quoted + "o.");  // OBJ
  checkRefused(pickle(call("posix", "system", command)));
  const auto shortText = [](const std::string &value) {
    std::string bytes = "\x8c";
    return bytes.append(little(value.size(), 1)).append(value);
  };
  const std::string protocol4 = "\x80\x04";
  checkRefused(protocol4 + shortText("posix") + shortText("system") +
               "\x93\x8c\x02id\x85R.");  // STACK_GLOBAL
  // The names out of the memo, the harmful part behind the pickle's honest part.
  checkRefused(protocol4 + shortText("os") + "\x94" + "0" + shortText("system") + "\x94" + "0h" +
               little(0, 1) + "h" + little(1, 1) + "\x93\x8c\x02id\x85R.");
  CHECK_FALSE(std::filesystem::exists(marker));
}

TEST_CASE("A call of what another call gave is refused") {
  TemporaryFolder folder;
  const std::string inner = global("harmless", "factory") + ")R";
  CHECK_THAT(refusalOf(folder, dict({{"w", inner + ")R"}})),
             Contains("calls what another call gave"));
  CHECK_THAT(refusalOf(folder, dict({{"w", inner + ")\x81"}})),
             Contains("calls what another call gave"));
  CHECK_THAT(refusalOf(folder, dict({{"w", text("os.system") + ")R"}})),
             Contains("calls what another call gave"));
  // A rebuilt tensor type may name its function, but not a harmful one.
  const std::string typed = global("torch._tensor", "_rebuild_from_type_v2") + "(" +
                            global("os", "system") + global("a", "b") + "(" + text("id") + "t}tR";
  CHECK_THAT(refusalOf(folder, dict({{"w", typed}})), Contains("os.system"));
}

TEST_CASE("Views that leave their storage are refused") {
  TemporaryFolder folder;
  const auto fault = [&](std::int64_t offset, const std::vector<std::int64_t> &shape,
                         const std::vector<std::int64_t> &stride) {
    return refusalOf(folder, dict({{"w", tensor(storage("0", 6), offset, shape, stride)}}));
  };
  REQUIRE(fault(0, {2, 3}, {3, 1}).empty());
  constexpr std::int64_t large = std::int64_t{1} << 62;
  CHECK_THAT(fault(0, {2}, {-1}), Contains("a stride is negative"));
  CHECK_THAT(fault(-1, {2}, {1}), Contains("an offset is negative"));
  CHECK_THAT(fault(0, {-2}, {1}), Contains("the sizes are negative"));
  CHECK_THAT(fault(5, {2}, {1}), Contains("needs 7 entries of storage 0, which has 6"));
  CHECK_THAT(fault(0, {7}, {1}), Contains("which has 6"));
  CHECK_THAT(fault(0, {2, 2}, {4, 2}), Contains("which has 6"));
  CHECK_THAT(fault(large, {1}, {1}), Contains("which has 6"));
  CHECK_THAT(fault(0, {3, 3}, {large, large}), Contains("too large"));
  CHECK_THAT(fault(0, {large, large}, {0, 0}), Contains("too large"));
  CHECK_THAT(fault(0, {0, large, large}, {1, 1, 1}), Contains("too large"));
  CHECK_THAT(fault(0, {1 << 20, 1 << 20}, {0, 0}), Contains("expanded beyond"));
  CHECK_THAT(fault(0, {2, 3}, {1}), Contains("sizes and strides do not match"));
  CHECK_THAT(fault(0, std::vector<std::int64_t>(65, 1), std::vector<std::int64_t>(65, 1)),
             Contains("sizes that are no numbers"));
}

TEST_CASE("Storages that lie about their length are refused") {
  TemporaryFolder folder;
  const auto fault = [&](std::int64_t count) {
    return refusalOf(folder, dict({{"w", tensor(storage("0", count), 0, {1}, {1})}}));
  };
  const auto archived = [&](const std::string &root) {
    return refusal(writeZip(folder.file("m.pt"), archiveOf(root, {{"0", std::string(24, '\0')}})));
  };
  CHECK_THAT(fault(-1), Contains("describes a storage wrongly"));
  CHECK_THAT(fault(std::int64_t{1} << 62), Contains("describes a storage wrongly"));
  for (const std::int64_t count : {std::int64_t{5}, std::int64_t{7}, std::int64_t{1} << 50}) {
    CHECK_THAT(archived(dict({{"w", tensor(storage("0", count), 0, {1}, {1})}})),
               Contains("but have 24"));
  }
  CHECK_THAT(archived(dict({{"w", tensor(storage("9", 6), 0, {1}, {1})}})),
             Contains("\"w\" are missing"));
  CHECK_THAT(archived(dict({{"w", tensor(storage("../../etc/passwd", 6), 0, {1}, {1})}})),
             Contains("are missing"));
}

TEST_CASE("Pickles that end, nest or refer wrongly are refused") {
  TemporaryFolder folder;
  for (const std::string &root : std::vector<std::string>{"",
                                                          "t",
                                                          "u",
                                                          "R",
                                                          "b",
                                                          "Q",
                                                          "0",
                                                          "1",
                                                          "2",
                                                          "h\x05",
                                                          "j\x09\x01\x01\x01",
                                                          "(",
                                                          "}(u(",
                                                          "](K\x01u",
                                                          "}K\x01"
                                                          "a",
                                                          "}(K\x01u",
                                                          "\x82\x01",
                                                          "\xff",
                                                          "X\xff\xff\xff\xff",
                                                          "\x8d\xff\xff\xff\xff\xff\xff\xff\xff",
                                                          "Ixyz\n"}) {
    INFO("root of " << root.size() << " bytes, first "
                    << (root.empty() ? 0 : static_cast<unsigned char>(root[0])));
    CHECK_THAT(refusalOf(folder, root), Contains("evil.pt is damaged"));
  }
}

TEST_CASE("Bombs are refused before they take memory") {
  TemporaryFolder folder;
  const std::int64_t before = peakResidentBytes();
  // Dictionaries that hold the one before twice: 2^n paths.
  std::string twice = dict({{"w", tensor(storage("0", 6), 0, {1}, {1})}});
  for (int i = 0; i < 90; ++i) {
    twice += std::string("q\x01") + "0" + "}(" + text("a") + "h\x01" + text("b") + "h\x01u";
  }
  CHECK_THAT(refusalOf(folder, twice), Contains("repeats its contents far too often"));
  // The same as lists, ten each.
  std::string lists = tensor(storage("0", 6), 0, {1}, {1});
  for (int i = 0; i < 40; ++i) {
    lists += std::string("q\x01") + "0](" + repeated("h\x01", 10) + "e";
  }
  CHECK_THAT(refusalOf(folder, lists), Contains("far too often"));
  // Without a tensor at the bottom no path has to be walked twice.
  std::string barren = ")q\x01";
  for (int i = 0; i < 90; ++i) {
    barren += "0h\x01h\x01h\x01\x87q\x01";
  }
  CHECK(refusalOf(folder, barren + "0" +
                              dict({{"bomb", "h\x01"},
                                    {"w", tensor(storage("0", 6), 0, {1}, {1})}})) == "");
  // A list that is added to others over and over.
  const std::string longList = "](" + repeated("K\x01", 20000) + "eq\x01";
  const std::string copies = repeated(global("builtins", "list") + "(h\x01tR0", 20000);
  CHECK_THAT(refusalOf(folder, longList + copies), Contains("memory"));
  CHECK_THAT(refusalOf(folder, repeated("]", 600000)), Contains("memory") || Contains("piles up"));
  CHECK_THAT(refusalOf(folder, repeated("N", 600000)), Contains("piles up too many values"));
  CHECK_THAT(refusalOf(folder, repeated("(", 600000)), Contains("opens too many groups"));
  std::string deep = tensor(storage("0", 6), 0, {1}, {1});
  CHECK_THAT(refusalOf(folder, repeated("](", 5000) + deep + repeated("e", 5000)),
             Contains("nested too deeply"));
  CHECK(peakResidentBytes() - before < 64 * kMegabyte);
  // A memo of a million scattered slots is a file of 5 MB, and may take in proportion.
  std::string memo = "N";
  for (int i = 0; i < 1000000; ++i) {
    (memo += "r") += little(static_cast<std::uint64_t>(2 * i + 1), 4);
  }
  CHECK_THAT(refusalOf(folder, memo), Contains("memory"));
}
