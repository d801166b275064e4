#include <ATen/ATen.h>

#include <catch2/catch.hpp>

#include "tests/engine/checkpoint/pickle_builder.h"

using namespace everyword;
using namespace everyword::testing;
using Shape = std::vector<std::int64_t>;

namespace {

const std::string kSix = floatBytes({0, 1, 2, 3, 4, 5});

std::string sixAs(const Shape &shape, const Shape &stride, std::int64_t offset = 0) {
  return tensor(storage("0", 6), offset, shape, stride);
}

}  // namespace

TEST_CASE("A PyTorch archive gives its tensors by dotted name, whatever their strides") {
  TemporaryFolder folder;
  const std::string root = dict({{"state_dict", dict({{"a.weight", sixAs({2, 3}, {3, 1})},
                                                      {"turned", sixAs({3, 2}, {1, 3})},
                                                      {"end", sixAs({2}, {1}, 4)}})},
                                 {"epoch", integer(3)},
                                 {"list", "](" + sixAs({}, {}, 5) + integer(1) + "e"}});
  for (const bool packed : {false, true}) {
    const TensorTable table =
        TensorTable::open(writeZip(folder.file("m.pt"), archiveOf(root, {{"0", kSix}}), packed));
    CHECK(table.format() == "torch zip");
    REQUIRE(table.infos().size() == 4);
    const at::Tensor six = at::arange(6, at::kFloat).view({2, 3});
    CHECK(table.load("state_dict.a.weight").equal(six));
    CHECK(table.load("state_dict.turned").equal(six.t()));
    CHECK(table.load("state_dict.turned").is_contiguous());
    CHECK(table.load("state_dict.end").equal(at::tensor({4.f, 5.f})));
    CHECK(table.load("list.0").item<float>() == 5);
    CHECK(table.sub("state_dict.").has("a.weight"));
  }
}

TEST_CASE("Numbers of every type that PyTorch stores arrive") {
  TemporaryFolder folder;
  struct Row {
    const char *type;
    at::ScalarType dtype;
    std::string one;
  };
  const double d = 1;
  const std::vector<Row> rows = {
      {"DoubleStorage", at::kDouble, std::string(reinterpret_cast<const char *>(&d), 8)},
      {"HalfStorage", at::kHalf, little(0x3c00, 2)},
      {"BFloat16Storage", at::kBFloat16, little(0x3f80, 2)},
      {"LongStorage", at::kLong, little(1, 8)},
      {"IntStorage", at::kInt, little(1, 4)},
      {"ShortStorage", at::kShort, little(1, 2)},
      {"CharStorage", at::kChar, little(1, 1)},
      {"ByteStorage", at::kByte, little(1, 1)},
      {"BoolStorage", at::kBool, little(7, 1)}};
  for (const Row &row : rows) {
    INFO(row.type);
    const std::string root = dict({{"t", tensor(storage("s", 1, row.type), 0, {1}, {1})}});
    const TensorTable table =
        TensorTable::open(writeZip(folder.file("m"), archiveOf(root, {{"s", row.one}})));
    CHECK(table.info("t").dtype == row.dtype);
    CHECK(table.load("t").scalar_type() == row.dtype);
    CHECK(table.loadFloat("t").item<float>() == 1);
  }
}

TEST_CASE("An expanded tensor stays a view, so that a small file takes little memory") {
  TemporaryFolder folder;
  const std::string root = dict({{"t", tensor(storage("0", 1), 0, {1000, 1000, 1000}, {0, 0, 0})}});
  const TensorTable table =
      TensorTable::open(writeZip(folder.file("m"), archiveOf(root, {{"0", floatBytes({2})}})));
  const at::Tensor loaded = table.load("t");
  CHECK(loaded.sizes() == at::IntArrayRef({1000, 1000, 1000}));
  CHECK(loaded.storage().nbytes() == sizeof(float));
  CHECK(loaded[999][999][999].item<float>() == 2);
}

TEST_CASE("An expanded tensor stays a view when it becomes float32") {
  TemporaryFolder folder;
  const std::string root =
      dict({{"t", tensor(storage("0", 6, "LongStorage"), 1, {1000, 1000, 1000, 2}, {0, 0, 0, 3})}});
  std::string numbers;
  for (int i = 0; i < 6; ++i) {
    numbers += little(i, 8);
  }
  const at::Tensor loaded =
      TensorTable::open(writeZip(folder.file("m"), archiveOf(root, {{"0", numbers}})))
          .loadFloat("t");
  CHECK(loaded.sizes() == at::IntArrayRef({1000, 1000, 1000, 2}));
  CHECK(loaded.storage().nbytes() <= 6 * sizeof(float));
  CHECK(loaded[999][0][999][0].item<float>() == 1);
  CHECK(loaded[0][999][0][1].item<float>() == 4);
}

TEST_CASE("Parts of a packed storage have their own numbers, a small one takes no more memory") {
  TemporaryFolder folder;
  const std::string root = dict({{"large", sixAs({5}, {1}, 1)}, {"small", sixAs({2}, {1}, 3)}});
  const TensorTable table =
      TensorTable::open(writeZip(folder.file("m"), archiveOf(root, {{"0", kSix}}), true));
  CHECK(table.load("large").equal(at::arange(1, 6, at::kFloat)));
  CHECK(table.load("small").equal(at::arange(3, 5, at::kFloat)));
  CHECK(table.load("small").storage().nbytes() == 2 * sizeof(float));
}

TEST_CASE("Objects of foreign classes are opaque, their attributes reachable") {
  TemporaryFolder folder;
  const std::string foreign = global("argparse", "Namespace") + ")\x81" +
                              dict({{"lr", integer(1)}, {"ema", sixAs({6}, {1})}}) + "b";
  const std::string root =
      dict({{"args", foreign}, {"hook", global("my.project", "callback")}, {"w", sixAs({6}, {1})}});
  const TensorTable table =
      TensorTable::open(writeZip(folder.file("m"), archiveOf(root, {{"0", kSix}})));
  REQUIRE(table.infos().size() == 2);
  CHECK(table.has("args.ema"));
  CHECK(table.has("w"));
}

TEST_CASE("A pickled module and a TorchScript archive give the names of a state dict") {
  TemporaryFolder folder;
  const std::string module = global("__torch__.torch.nn", "Conv2d") + ")\x81" +
                             dict({{"training", "\x88"}, {"weight", sixAs({6}, {1})}}) + "b";
  Entries script = archiveOf(
      global("__torch__.clip", "CLIP") + ")\x81" + dict({{"conv1", module}}) + "b", {{"0", kSix}});
  script["model/constants.pkl"] = pickle(")");
  const TensorTable archive = TensorTable::open(writeZip(folder.file("script"), script));
  CHECK(archive.format() == "torchscript");
  CHECK(archive.has("conv1.weight"));

  const std::string conv = global("torch.nn", "Conv2d") + ")\x81" +
                           dict({{"_parameters", dict({{"weight", sixAs({6}, {1})}})}}) + "b";
  const std::string whole =
      global("torch.nn", "Sequential") + ")\x81" + dict({{"_modules", dict({{"0", conv}})}}) + "b";
  CHECK(TensorTable::open(writeZip(folder.file("whole"), archiveOf(whole, {{"0", kSix}})))
            .has("0.weight"));
}

TEST_CASE("The format of before PyTorch 1.6 is read, tensors that share a storage included") {
  TemporaryFolder folder;
  const std::string root = dict({{"a", tensor(storage("140", 6), 0, {2, 3}, {3, 1})},
                                 {"b", tensor(storage("140", 6), 3, {3}, {1})},
                                 {"c", tensor(storage("77", 2, "LongStorage"), 0, {2}, {1})}});
  const std::string file =
      legacyFile(root, {{"77", 2, little(8, 8) + little(9, 8)}, {"140", 6, kSix}});
  const TensorTable table = TensorTable::open(folder.write("old.pth", file));
  CHECK(table.format() == "torch legacy");
  CHECK(table.load("a").equal(at::arange(6, at::kFloat).view({2, 3})));
  CHECK(table.load("b").equal(at::tensor({3.f, 4.f, 5.f})));
  CHECK(table.load("c").equal(at::tensor({8, 9}, at::kLong)));
}

TEST_CASE("A value that contains itself ends the walk, not the program") {
  TemporaryFolder folder;
  // d = {}; d["self"] = d; d["w"] = tensor
  const std::string root = "}q\x07(" + text("self") + "h\x07" + text("w") + sixAs({6}, {1}) + "u";
  const TensorTable table =
      TensorTable::open(writeZip(folder.file("m"), archiveOf(root, {{"0", kSix}})));
  CHECK(table.infos().size() == 1);
  CHECK(table.has("w"));
}

TEST_CASE("A pickled tensor of a type that cannot be read is listed and does not lose the file") {
  TemporaryFolder folder;
  const std::string root =
      dict({{"new", tensor(storage("0", 4, "Float4Storage"), 0, {4}, {1})},
            {"complex", tensor(storage("1", 1, "ComplexFloatStorage"), 0, {1}, {1})},
            {"w", tensor(storage("2", 2), 0, {2}, {1})}});
  const TensorTable table = TensorTable::open(writeZip(
      folder.file("m.pt"),
      archiveOf(root, {{"0", "ab"}, {"1", std::string(8, 'x')}, {"2", floatBytes({1, 2})}})));
  CHECK(table.info("new").unreadableType == "Float4Storage");
  CHECK(table.info("complex").unreadableType == "ComplexFloatStorage");
  CHECK(table.load("w").equal(at::tensor({1.F, 2.F})));
  CHECK_THROWS_WITH(table.load("new"), Catch::Contains("\"new\" is of the type Float4Storage"));
}

TEST_CASE("Types without a storage class are read where LibTorch knows them, else listed") {
  TemporaryFolder folder;
  const auto typed = [](const std::string &key, std::int64_t bytes, std::int64_t entries,
                        const std::string &type) {
    return global("torch._utils", "_rebuild_tensor_v3") + "(" +
           storage(key, bytes, "UntypedStorage") + integer(0) + tuple({entries}) + tuple({1}) +
           "\x89" + global("collections", "OrderedDict") + ")R" + global("torch", type) + "tR";
  };
  const std::string root = dict({{"half", typed("0", 2, 2, "float8_e4m3fn")},
                                 {"count", typed("1", 4, 2, "uint16")},
                                 {"later", typed("2", 3, 2, "float3_of_next_year")}});
  const TensorTable table = TensorTable::open(
      writeZip(folder.file("m.pt"), archiveOf(root, {{"0", std::string("\x38\xc0", 2)},
                                                     {"1", std::string("\x07\x00\x09\x00", 4)},
                                                     {"2", "abc"}})));
  CHECK(table.loadFloat("half").equal(at::tensor({1.F, -2.F})));
  CHECK(table.loadFloat("count").equal(at::tensor({7.F, 9.F})));
  CHECK(table.info("later").unreadableType == "float3_of_next_year");
}
