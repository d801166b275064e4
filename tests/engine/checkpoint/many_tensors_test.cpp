// Files whose tensors are many, or stand for far more numbers than the file holds.

#include <ATen/ATen.h>
#include <caffe2/serialize/inline_container.h>

#include <catch2/catch.hpp>

#include "engine/core/device.h"
#include "tests/engine/checkpoint/pickle_builder.h"

using namespace everyword;
using namespace everyword::testing;
using Catch::Contains;

namespace {

constexpr std::int64_t kMegabyte = 1 << 20;

/// Pickles tensors as Python's pickler does: every value goes into the memo, and what was there
/// before is taken from it.
class MemoPickler {
 public:
  std::string dictOfTensors(std::int64_t count, std::int64_t entries) {
    std::string bytes = "}";
    bytes.append(put()).append("(");
    for (std::int64_t i = 0; i < count; ++i) {
      bytes +=
          name("layer." + std::to_string(i) + ".weight") + oneTensor(std::to_string(i), entries);
    }
    return bytes + "u";
  }

 private:
  std::string put() { return std::string("r").append(little(slots_++, 4)); }
  std::string name(const std::string &value) { return text(value) + put(); }

  /// A value that repeats: made once, then recalled.
  std::string shared(const std::string &value) {
    const auto [known, isNew] = shared_.emplace(value, slots_);
    return isNew ? value + put() : std::string("j").append(little(known->second, 4));
  }

  std::string oneTensor(const std::string &key, std::int64_t entries) {
    std::string bytes = shared(global("torch._utils", "_rebuild_tensor_v2")) + "((";
    bytes += shared(text("storage")) + shared(global("torch", "FloatStorage")) + name(key) +
             shared(text("cpu")) + integer(entries) + "t" + put() + "QK" + std::string(1, '\0');
    bytes += integer(entries) + "\x85" + put() + "K\x01\x85" + put() + "\x89";
    return bytes + shared(global("collections", "OrderedDict")) + ")R" + put() + "t" + put() + "R" +
           put();
  }

  std::uint64_t slots_ = 0;
  std::map<std::string, std::uint64_t> shared_;
};

std::string writeMany(const std::string &path, std::int64_t count, std::int64_t entries) {
  caffe2::serialize::PyTorchStreamWriter writer(path);
  const auto record = [&writer](const std::string &name, const std::string &content) {
    writer.writeRecord(name, content.data(), content.size());
  };
  record("data.pkl", pickle(MemoPickler().dictOfTensors(count, entries)));
  for (std::int64_t i = 0; i < count; ++i) {
    record("data/" + std::to_string(i),
           floatBytes(std::vector<float>(static_cast<std::size_t>(entries), float(i))));
  }
  writer.writeEndOfFile();
  return path;
}

std::string refusalOfWeights(const std::string &path, const std::vector<std::string> &names,
                             const std::vector<std::int64_t> &shape) {
  const TensorTable table = TensorTable::open(path);
  WeightLoader loader(table);
  std::vector<at::Tensor> kept;
  try {
    for (const std::string &name : names) {
      kept.push_back(loader.get(name, shape).contiguous());
    }
  } catch (const FileError &error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE(
    "An archive of 40,000 small tensors opens, and takes memory in proportion to its length") {
  const TemporaryFolder folder;
  const std::string path = writeMany(folder.file("many.pt"), 40'000, 16);
  const auto length = static_cast<std::int64_t>(std::filesystem::file_size(path));
  const std::int64_t before = peakResidentBytes();
  const TensorTable table = TensorTable::open(path);
  REQUIRE(table.infos().size() == 40'000);
  CHECK(peakResidentBytes() - before < 64 * kMegabyte + 4 * length);
  CHECK(table.load("layer.39999.weight").equal(at::full({16}, 39999.0F)));
  CHECK(table.load("layer.123.weight").equal(at::full({16}, 123.0F)));
}

TEST_CASE("A model of expanded tensors that stand for gigabytes is refused before they are made") {
  const TemporaryFolder folder;
  const std::vector<std::int64_t> shape = {16384, 16384};
  const std::string path = writeZip(
      folder.file("m.pt"), archiveOf(dict({{"w", tensor(storage("0", 1), 0, shape, {0, 0})}}),
                                     {{"0", floatBytes({1})}}));
  CHECK(refusal(path).empty());  // looked at, it takes nothing
  const std::int64_t before = peakResidentBytes();
  CHECK_THAT(refusalOfWeights(path, {"w"}, shape),
             Contains("m.pt is damaged") && Contains("stand for more than 1073 MB"));
  CHECK(peakResidentBytes() - before < 16 * kMegabyte);
}

TEST_CASE("Tensors in half precision that share one storage cannot take many times the file") {
  const TemporaryFolder folder;
  constexpr std::int64_t entries = 4 << 20;
  std::vector<std::pair<std::string, std::string>> views;
  std::vector<std::string> names;
  for (int i = 0; i < 40; ++i) {
    names.push_back(std::string("w").append(std::to_string(i)));
    views.emplace_back(names.back(),
                       tensor(storage("0", entries, "HalfStorage"), 0, {entries}, {1}));
  }
  const std::string path = writeZip(
      folder.file("m.pt"), archiveOf(dict(views), {{"0", std::string(2 * entries, '\0')}}));
  const std::int64_t before = peakResidentBytes();
  CHECK_THAT(refusalOfWeights(path, names, {entries}), Contains("far more than its 8"));
  CHECK(peakResidentBytes() - before < (96 + 5 * 8 + 16) * kMegabyte);
  CHECK(refusalOfWeights(path, {"w0", "w39"}, {entries}).empty());
}

TEST_CASE("What a damaged file lacks is not made up beyond what the file explains") {
  const TemporaryFolder folder;
  const std::string path = writeZip(
      folder.file("m.pt"),
      archiveOf(dict({{"w", tensor(storage("0", 1), 0, {1}, {1})}}), {{"0", floatBytes({1})}}));
  CHECK_THAT(refusalOfWeights(path, {"head.weight"}, {16384, 16384}),
             Contains("m.pt is damaged") && Contains("lacks head.weight"));
}
