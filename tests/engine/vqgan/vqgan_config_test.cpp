#include <ATen/ATen.h>

#include <catch2/catch.hpp>

#include "engine/api/errors.h"
#include "tests/engine/vqgan/tiny_vqgan.h"
#include "tests/support/temporary_folder.h"

using namespace everyword;

namespace {

const char *const kYaml = R"(model:
  target: taming.models.vqgan.VQModel
  params:
    embed_dim: 4
    n_embed: 12
    ddconfig:
      z_channels: 6
      resolution: 64
      ch: 8
      ch_mult: [1, 2]
      num_res_blocks: 1
      attn_resolutions: [32]
      norm_groups: 8
)";

std::string replaced(std::string text, const std::string &from, const std::string &to) {
  return text.replace(text.find(from), from.size(), to);
}

VqganConfig parse(const std::string &text) {
  const testing::TemporaryFolder folder;
  return VqganConfig::fromYaml(folder.write("model.yaml", text));
}

}  // namespace

TEST_CASE("The configuration follows from the tensors' shapes", "[vqgan]") {
  const VqganConfig config = VqganConfig::fromTensors(TinyVqgan().table());
  CHECK(config.embedDim == 4);
  CHECK(config.codes == 12);
  CHECK(config.zChannels == 6);
  CHECK(config.channels == 8);
  CHECK(config.multipliers == std::vector<std::int64_t>{1, 2});
  CHECK(config.resBlocks == 1);
  CHECK(config.factor() == 2);
  CHECK(config.attentionResolutions == std::vector<std::int64_t>{config.resolution / 2});
  CHECK(config.normGroups == 8);
  CHECK_FALSE(config.gumbel);
  CHECK(VqganConfig::fromTensors(TinyVqgan(true).table()).gumbel);
}

TEST_CASE("Taming's yaml gives the configuration; norms have 32 groups unless it says otherwise",
          "[vqgan]") {
  const VqganConfig config = parse(kYaml);
  CHECK(config.codes == 12);
  CHECK(config.resolution == 64);
  CHECK(config.multipliers == std::vector<std::int64_t>{1, 2});
  CHECK(config.normGroups == 8);
  CHECK(parse(replaced(kYaml, "      norm_groups: 8\n", "")).normGroups == 32);
  CHECK(parse(replaced(kYaml, "vqgan.VQModel", "vqgan.GumbelVQ")).gumbel);
}

TEST_CASE("A faulty yaml is told with file and line", "[vqgan]") {
  CHECK_THROWS_WITH(parse(replaced(kYaml, "ch: 8", "ch: eight")),
                    Catch::Contains("line 9") && Catch::Contains("'ch' is no whole number"));
  CHECK_THROWS_WITH(parse(replaced(kYaml, "n_embed: 12", "n_embed: -3")),
                    Catch::Contains("'n_embed' is -3"));
  CHECK_THROWS_WITH(parse(replaced(kYaml, "    n_embed: 12\n", "")),
                    Catch::Contains("'n_embed' is missing"));
  CHECK_THROWS_WITH(parse("model: 3"), Catch::Contains("'params'") || Catch::Contains("'model'"));
  CHECK_THROWS_AS(parse("model: ["), FileError);
  CHECK_THROWS_AS(parse(""), FileError);
  // A parsed file takes hundreds of times its size, so a long one is no configuration.
  CHECK_THROWS_WITH(parse(std::string(kYaml) + "# " + std::string(100'000, '.')),
                    Catch::Contains("is too large for a model's configuration"));
  CHECK_THROWS_WITH(VqganConfig::fromYaml("/nowhere/model.yaml"),
                    Catch::Contains("/nowhere/model.yaml"));
}

TEST_CASE("A yaml of another checkpoint is refused before any layer is made", "[vqgan]") {
  const VqganConfig huge =
      parse(replaced(replaced(kYaml, "ch: 8", "ch: 4096"), "[1, 2]", "[1, 256]"));
  CHECK_THROWS_WITH(VqganModel::load(TinyVqgan().table(), huge),
                    Catch::Contains("tiny.ckpt") && Catch::Contains("ch 4096 (the file has 8)") &&
                        Catch::Contains("ch_mult 256 (the file has 2)"));
}
