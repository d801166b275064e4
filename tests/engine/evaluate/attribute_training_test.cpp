#include "engine/api/attribute_training.h"

#include <ATen/ATen.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "engine/api/errors.h"
#include "engine/api/exporting.h"
#include "engine/core/rng.h"
#include "engine/core/tensor_frame.h"
#include "engine/models/attributes/attribute_model.h"
#include "tests/support/temporary_folder.h"

using namespace everyword;

namespace {

const auto goOn = [](double, const std::string &) { return true; };

/// A bright ball at the top or bottom of a red or a blue picture.
FramePtr ball(bool red, bool top, Rng &rng) {
  at::Tensor picture = at::zeros({3, 32, 32});
  picture[red ? 0 : 2].fill_(rng.uniform(0.5, 0.8));
  const std::int64_t left = rng.below(20), down = (top ? 2 : 18) + rng.below(4);
  picture.narrow(1, down, 8).narrow(2, left, 8).fill_(1);
  return frameFromTensor(picture);
}

struct BallFolder {
  testing::TemporaryFolder folder;
  std::string table = "file,part,colour,place\n";

  explicit BallFolder(int pictures) {
    Rng rng(3);
    for (int i = 0; i < pictures; ++i) {
      const bool red = rng.chance(0.5), top = rng.chance(0.5);
      const std::string name = std::to_string(i) + ".png";
      writePicture(folder.file(name), *ball(red, top, rng));
      table += name + (i % 4 == 0 ? ",held_out," : ",train,") + (red ? "red" : "") + "," +
               (top ? "top" : "bottom") + "\n";
    }
    write();
  }

  void write() const { std::ofstream(folder.file("attributes.csv")) << table; }

  AttributeTrainRequest request(int epochs) const {
    AttributeTrainRequest request;
    request.folder = folder.path().string();
    request.output = folder.file("out.safetensors");
    request.epochs = epochs;
    request.threads = 1;
    return request;
  }
};

}  // namespace

TEST_CASE("Two attributes of drawn pictures are learnt, and the file tells them", "[evaluate]") {
  const BallFolder balls(160);
  const AttributeTraining result = trainAttributes(balls.request(25), goOn);
  CHECK(result.trainPictures == 120);
  CHECK(result.heldOutPictures == 40);
  REQUIRE(result.heldOut.size() == 2);
  for (const AttributeScore &score : result.heldOut) {
    CAPTURE(score.attribute);
    CHECK(score.accuracy >= 0.9);
    CHECK(score.commonest < 0.8);
  }
  const auto model = AttributeModel::load(TensorTable::open(balls.folder.file("out.safetensors")));
  REQUIRE(model->config().attributes[0].values == std::vector<std::string>{"none", "red"});
  Rng rng(77);
  const auto told = model->probabilities(tensorFromFrame(*ball(true, false, rng)));
  CHECK(told[0][0][1].item<double>() > 0.5);
  CHECK(told[1][0][0].item<double>() > 0.5);  // bottom
}

TEST_CASE("The same training makes the same weights, and one that is stopped is written",
          "[evaluate]") {
  const BallFolder balls(24);
  const auto weightsAfter = [&] {
    return TensorTable::open(balls.folder.file("out.safetensors"))
        .loadFloat("attribute_head.weight");
  };
  trainAttributes(balls.request(2), goOn);
  const at::Tensor first = weightsAfter().clone();
  trainAttributes(balls.request(2), goOn);
  CHECK(at::equal(first, weightsAfter()));
  std::filesystem::remove(balls.folder.file("out.safetensors"));
  const AttributeTraining stopped =
      trainAttributes(balls.request(50), [](double, const std::string &) { return false; });
  CHECK(stopped.stopped);
  CHECK(stopped.epochs <= 1);
  CHECK_FALSE(at::equal(first, weightsAfter()));
}

TEST_CASE("A chosen attribute alone is learnt", "[evaluate]") {
  const BallFolder balls(16);
  AttributeTrainRequest request = balls.request(1);
  request.attributes = {"place"};
  const AttributeTraining result = trainAttributes(request, goOn);
  REQUIRE(result.heldOut.size() == 1);
  CHECK(result.heldOut[0].attribute == "place");
  request.attributes = {"size"};
  CHECK_THROWS_AS(trainAttributes(request, goOn), InputError);
}

TEST_CASE("A table that is none is refused with its line", "[evaluate]") {
  BallFolder balls(8);
  const std::string good = balls.table;
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"", "file"},
      {"file,part\n", "attributes"},
      {"part,colour\n", "file"},
      {good + "0.png,train,red\n", "line 10"},
      {good + "0.png,maybe,red,top\n", "line 10"},
      {good + "../0.png,train,red,top\n", "../0.png"},
      {good + "absent.png,train,red,top\n", "absent.png"},
      {"file,part,colour\n0.png,train,red\n1.png,train,red\n", "colour"},
      {"file,part,place\n0.png,train,top\n1.png,train,bottom\n", "held_out"}};
  for (const auto &[table, said] : cases) {
    balls.table = table;
    balls.write();
    CAPTURE(table);
    CHECK_THROWS_WITH(trainAttributes(balls.request(1), goOn), Catch::Contains(said));
  }
  std::filesystem::remove(balls.folder.file("attributes.csv"));
  CHECK_THROWS_AS(trainAttributes(balls.request(1), goOn), FileError);
}
