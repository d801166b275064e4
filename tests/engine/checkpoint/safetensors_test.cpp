#include <ATen/ATen.h>

#include <catch2/catch.hpp>
#include <chrono>

#include "engine/core/device.h"
#include "tests/engine/checkpoint/checkpoint_bytes.h"

using namespace everyword;
using namespace everyword::testing;
using Catch::Contains;

namespace {

std::string safetensors(const std::string &header, const std::string &data) {
  return little(header.size(), 8) + header + data;
}

std::string floats(std::initializer_list<float> values) {
  return {reinterpret_cast<const char *>(values.begin()), values.size() * sizeof(float)};
}

const char *const kTwoTensors =
    R"({"__metadata__":{"made":"here"},"a.weight":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]},)"
    R"("a.count":{"dtype":"I64","shape":[],"data_offsets":[16,24]}})";

std::string twoTensors() { return safetensors(kTwoTensors, floats({1, 2, 3, 4}) + little(7, 8)); }

std::string oneTensor(const std::string &description, std::size_t bytes) {
  return safetensors("{\"t\":{" + description + "}}", std::string(bytes, '\0'));
}

}  // namespace

TEST_CASE("A safetensors file gives names, shapes, dtypes, metadata and numbers") {
  TemporaryFolder folder;
  const TensorTable table = TensorTable::open(folder.write("model.bin", twoTensors()));
  CHECK(table.format() == "safetensors");
  CHECK(table.metadata().at("made") == "here");
  REQUIRE(table.infos().size() == 2);
  CHECK(table.info("a.weight").shape == std::vector<std::int64_t>{2, 2});
  CHECK(table.load("a.weight").equal(at::tensor({1.f, 2.f, 3.f, 4.f}).view({2, 2})));
  CHECK(table.load("a.count").item<std::int64_t>() == 7);
  CHECK(table.loadFloat("a.count").item<float>() == 7.f);
  CHECK(table.sub("a.").load("weight").equal(table.load("a.weight")));
  CHECK_FALSE(table.sub("a.").has("a.weight"));
  CHECK_THROWS_WITH(table.load("b"), Contains("model.bin has no tensor named \"b\""));
}

TEST_CASE("Half, bfloat16 and double tensors become float32 on demand") {
  TemporaryFolder folder;
  const double one = 1.5;
  const std::string data = little(0x3e00, 2) + little(0x3fc0, 2) + std::string(4, '\0') +
                           std::string(reinterpret_cast<const char *>(&one), 8);
  const std::string header = R"({"h":{"dtype":"F16","shape":[1],"data_offsets":[0,2]},)"
                             R"("b":{"dtype":"BF16","shape":[1],"data_offsets":[2,4]},)"
                             R"("n":{"dtype":"U8","shape":[4],"data_offsets":[4,8]},)"
                             R"("d":{"dtype":"F64","shape":[1],"data_offsets":[8,16]}})";
  const TensorTable table = TensorTable::open(folder.write("m", safetensors(header, data)));
  for (const char *name : {"h", "b", "d"}) {
    CHECK(table.loadFloat(name).scalar_type() == at::kFloat);
    CHECK(table.loadFloat(name).item<float>() == 1.5f);
  }
}

TEST_CASE("Changing a large loaded tensor changes neither the file nor a second copy") {
  TemporaryFolder folder;
  const std::string file =
      safetensors(R"({"t":{"dtype":"F32","shape":[300000],"data_offsets":[0,1200000]}})",
                  std::string(1200000, '\0'));
  const TensorTable table = TensorTable::open(folder.write("m", file));
  at::Tensor first = table.load("t");
  first.fill_(3);
  CHECK(table.load("t").abs().max().item<float>() == 0);
  CHECK(readAll(folder.file("m")) == file);
}

TEST_CASE("A header of 2^63 - 1 bytes is refused with one sentence") {
  TemporaryFolder folder;
  const std::string file = little(0x7fffffffffffffff, 8) + "{" + std::string(111, ' ');
  CHECK(refusal(folder.write("clip.pt", file)) ==
        "clip.pt is damaged: the header says 9223372036854775807 bytes, the file has 120");
  const std::string larger = little(0x8000000000000000, 8) + "{}";
  CHECK_THAT(refusal(folder.write("clip.pt", larger)),
             Contains("the header says 9223372036854775808 bytes"));
}

TEST_CASE("A safetensors file cut off anywhere is refused") {
  TemporaryFolder folder;
  const std::string whole = twoTensors();
  REQUIRE(refusal(folder.write("whole", whole)).empty());
  for (std::size_t length = 0; length < whole.size(); ++length) {
    INFO("cut to " << length << " of " << whole.size() << " bytes");
    CHECK_FALSE(refusal(folder.write("cut", whole.substr(0, length))).empty());
  }
}

TEST_CASE("Offsets and shapes that do not fit the file are refused") {
  TemporaryFolder folder;
  const auto fault = [&](const std::string &content) {
    return refusal(folder.write("bad.safetensors", content));
  };
  CHECK_THAT(fault(oneTensor(R"("dtype":"F32","shape":[2],"data_offsets":[0,8])", 4)),
             Contains("lies at bytes 0 to 8"));
  CHECK_THAT(fault(oneTensor(R"("dtype":"F32","shape":[2],"data_offsets":[8,0])", 8)),
             Contains("lies at bytes 8 to 0"));
  CHECK_THAT(fault(oneTensor(R"("dtype":"F32","shape":[2],"data_offsets":[-8,0])", 8)),
             Contains("no valid offsets"));
  CHECK_THAT(fault(oneTensor(R"("dtype":"F32","shape":[3],"data_offsets":[0,8])", 8)),
             Contains("does not fit its 8 bytes"));
  CHECK_THAT(fault(oneTensor(R"("dtype":"F32","shape":[-2],"data_offsets":[0,8])", 8)),
             Contains("no valid shape"));
  CHECK_THAT(
      fault(oneTensor(R"("dtype":"F32","shape":[4611686018427387905],"data_offsets":[0,4])", 4)),
      Contains("no valid shape"));
  CHECK_THAT(
      fault(oneTensor(R"("dtype":"F32","shape":[1073741824,4294967297],"data_offsets":[0,4])", 4)),
      Contains("does not fit"));
  CHECK_THAT(fault(oneTensor(R"("dtype":"F32","shape":[1],"data_offsets":[0,4])", 8)),
             Contains("belong to no tensor"));
  CHECK_THAT(fault(safetensors("{\"t\":7}", "")), Contains("has no description"));
  CHECK_THAT(fault(safetensors("{\"t\":", "")), Contains("no valid JSON"));
  const std::string deep(100000, '[');
  CHECK_THAT(fault(safetensors(R"({"t":{"x":)" + deep, "")), Contains("nested too deeply"));
}

TEST_CASE("Overlapping tensors and names used twice are refused") {
  TemporaryFolder folder;
  const std::string overlap = R"({"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},)"
                              R"("b":{"dtype":"U8","shape":[4],"data_offsets":[2,6]}})";
  CHECK_THAT(refusal(folder.write("m", safetensors(overlap, "123456"))),
             Contains("overlaps another"));
  const std::string twice = R"({"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},)"
                            R"("a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}})";
  CHECK_THAT(refusal(folder.write("m", safetensors(twice, "12"))), Contains("names \"a\" twice"));
}

TEST_CASE("Files of no known format, empty files and folders are refused by name") {
  TemporaryFolder folder;
  CHECK_THAT(refusal(folder.write("notes.txt", "Dear diary, today")),
             Contains("notes.txt is no checkpoint"));
  CHECK_THAT(refusal(folder.write("nothing.pt", "")), Contains("nothing.pt is empty"));
  CHECK_THAT(refusal(folder.file("absent.pt")), Contains("absent.pt cannot be opened"));
  CHECK_THAT(refusal(folder.file("")), Contains("is no file"));
}

TEST_CASE(
    "A tensor of a type that cannot be read is listed, and an error only where it is needed") {
  TemporaryFolder folder;
  for (const std::string type : {"C64", "F8_E8M0", "F4", "A_TYPE_OF_NEXT_YEAR"}) {
    const std::string file =
        safetensors(R"({"scale":{"dtype":")" + type + R"(","shape":[3],"data_offsets":[0,7]},)" +
                        R"("w":{"dtype":"F32","shape":[1],"data_offsets":[7,11]}})",
                    std::string(7, 'x') + floats({5}));
    const TensorTable table = TensorTable::open(folder.write("m", file));
    CHECK(table.info("scale").unreadableType == type);
    CHECK(table.info("scale").shape == std::vector<std::int64_t>{3});
    WeightLoader loader(table);
    CHECK(loader.get("w", {1}).item<float>() == 5.F);
    CHECK(loader.extra() == std::vector<std::string>{"scale"});
    CHECK_NOTHROW(loader.finish("model"));
    CHECK_THROWS_WITH(table.load("scale"), Contains("\"scale\" is of the type " + type));
    loader.get("scale", {3});
    CHECK_THROWS_WITH(loader.finish("model"), Contains("unreadable: scale is " + type));
  }
}

TEST_CASE("Float8 and unsigned tensors become float32 on demand") {
  TemporaryFolder folder;
  const std::string file =
      safetensors(R"({"a":{"dtype":"F8_E4M3","shape":[2],"data_offsets":[0,2]},)"
                  R"("b":{"dtype":"F8_E5M2","shape":[2],"data_offsets":[2,4]},)"
                  R"("c":{"dtype":"U16","shape":[2],"data_offsets":[4,8]},)"
                  R"("d":{"dtype":"U32","shape":[1],"data_offsets":[8,12]},)"
                  R"("e":{"dtype":"U64","shape":[1],"data_offsets":[12,20]}})",
                  std::string("\x38\xc0\x3c\xc0", 4) + little(7, 2) + little(65535, 2) +
                      little(4000000000, 4) + little(12, 8));
  const TensorTable table = TensorTable::open(folder.write("m", file));
  CHECK(table.loadFloat("a").equal(at::tensor({1.F, -2.F})));
  CHECK(table.loadFloat("b").equal(at::tensor({1.F, -2.F})));
  CHECK(table.loadFloat("c").equal(at::tensor({7.F, 65535.F})));
  CHECK(table.loadFloat("d").equal(at::tensor({4e9F})));
  CHECK(table.loadFloat("e").equal(at::tensor({12.F})));
}

TEST_CASE("A header of 100,000 tensors is read in time that grows with its length alone") {
  TemporaryFolder folder;
  const auto secondsFor = [&](int count) {
    std::string header = "{";
    for (int i = 0; i < count; ++i) {
      header += (i ? ",\"" : "\"") + std::string("model.layers.") + std::to_string(i) +
                R"(.weight":{"dtype":"F32","shape":[0,3],"data_offsets":[0,0]})";
    }
    const std::string path = folder.write("many", safetensors(header + "}", ""));
    const auto began = std::chrono::steady_clock::now();
    CHECK(TensorTable::open(path).infos().size() == static_cast<std::size_t>(count));
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  };
  CHECK(secondsFor(100'000) < 4);  // 0.3 where nothing else runs; it was more than 47
}

TEST_CASE("A header of far too many entries is refused before it takes much memory") {
  TemporaryFolder folder;
  std::string header = "{";
  for (int i = 0; i < 400'000; ++i) {
    header += (i ? ",\"" : "\"") + std::to_string(i) +
              R"(":{"dtype":"U8","shape":[0],"data_offsets":[0,0]})";
  }
  const std::int64_t before = peakResidentBytes();
  CHECK_THAT(refusal(folder.write("m", safetensors(header + "}", ""))),
             Contains("describes far too much"));
  CHECK(peakResidentBytes() - before < 300 << 20);
}
