// Of several models in one file the right one is taken, whatever the alphabet says.
#include "engine/checkpoint/model_part.h"

#include <ATen/ATen.h>

#include <catch2/catch.hpp>

using namespace everyword;
using Catch::Contains;

namespace {

/// Of each prefix a tensor "w" of so many numbers.
TensorTable tableOf(const std::map<std::string, std::int64_t> &models) {
  std::map<std::string, at::Tensor> tensors;
  for (const auto &[prefix, size] : models) {
    tensors[prefix + "w"] = at::zeros({size});
  }
  return TensorTable::fromTensors(tensors, "many.ckpt");
}

std::int64_t sizeTaken(const TensorTable &table) { return table.info("w").shape[0]; }

}  // namespace

TEST_CASE("The first stage is taken, not the condition's", "[checkpoint]") {
  const TensorTable part = choosePart(
      tableOf({{"state_dict.cond_stage_model.", 1}, {"state_dict.first_stage_model.", 2}}),
      {"w", {"first_stage_model"}, false, {}});
  CHECK(sizeTaken(part) == 2);
  CHECK_FALSE(part.choiceIsGuess());
  CHECK_THAT(part.choice(), Contains("many.ckpt holds 2 such models") &&
                                Contains("\"state_dict.first_stage_model.\" was taken"));
}

TEST_CASE("A generator's average is taken before its weights, another model's is not",
          "[checkpoint]") {
  const TensorTable table = tableOf({{"d.", 1}, {"g.", 2}, {"g_ema.", 3}});
  CHECK(sizeTaken(choosePart(table, {"w", {"g_ema", "g"}, true, {}})) == 3);
  const TensorTable copies = tableOf({{"ema.", 1}, {"model.", 2}});
  CHECK(sizeTaken(choosePart(copies, {"w", {}, false, {}})) == 2);
  CHECK(sizeTaken(choosePart(copies, {"w", {}, true, {}})) == 1);
}

TEST_CASE("Content counts before names", "[checkpoint]") {
  const auto suits = [](const TensorTable &part) { return sizeTaken(part) == 2; };
  CHECK(sizeTaken(choosePart(tableOf({{"a.", 1}, {"first_stage_model.", 1}, {"z.", 2}}),
                             {"w", {"first_stage_model"}, false, suits})) == 2);
}

TEST_CASE("What names leave open is called a guess; a single model needs no sentence",
          "[checkpoint]") {
  const TensorTable open = choosePart(tableOf({{"a.", 1}, {"b.", 2}}), {"w", {}, false, {}});
  CHECK(open.choiceIsGuess());
  const TensorTable alone = choosePart(tableOf({{"a.", 1}}), {"w", {}, false, {}});
  CHECK(alone.choice().empty());
  CHECK(sizeTaken(alone) == 1);
  CHECK(choosePart(tableOf({{"a.", 1}}), {"v", {}, false, {}}).has("a.w"));
}
