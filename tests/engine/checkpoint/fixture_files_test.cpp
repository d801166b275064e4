// The checkpoints of the fixtures: genuine formats, made by PyTorch, transformers and open_clip.
#include <ATen/ATen.h>

#include <catch2/catch.hpp>

#include "tests/engine/checkpoint/checkpoint_bytes.h"
#include "tests/support/fixture.h"

using namespace everyword;
using namespace everyword::testing;
using Shape = std::vector<std::int64_t>;

namespace {

TensorTable openFixture(const std::string &file) {
  return TensorTable::open(fixturesFolder() + "/" + file);
}

// The HuggingFace name of an OpenAI name of the text or vision tower's blocks, for tensors that are
// not split.
std::string huggingFaceName(const std::string &name) {
  static const std::vector<std::pair<std::string, std::string>> parts = {
      {"attn.out_proj", "self_attn.out_proj"},
      {"ln_1", "layer_norm1"},
      {"ln_2", "layer_norm2"},
      {"mlp.c_fc", "mlp.fc1"},
      {"mlp.c_proj", "mlp.fc2"}};
  const bool vision = name.rfind("visual.", 0) == 0;
  const std::string blocks = vision ? "visual.transformer.resblocks." : "transformer.resblocks.";
  std::string rest = name.substr(blocks.size());
  for (const auto &[from, to] : parts) {
    if (const auto at = rest.find(from); at != std::string::npos) {
      rest.replace(at, from.size(), to);
    }
  }
  return (vision ? "vision_model.encoder.layers." : "text_model.encoder.layers.") + rest;
}

bool isBlock(const std::string &name) {
  return name.find("transformer.resblocks.") != std::string::npos;
}

}  // namespace

TEST_CASE("Three formats of one CLIP hold the same tensors") {
  const TensorTable plain = openFixture("clip_vit/openai_state_dict.pt");
  const TensorTable script = openFixture("clip_vit/openai_jit.pt");
  const TensorTable open = openFixture("clip_vit/open_clip/open_clip_model.safetensors");
  CHECK(plain.format() == "torch zip");
  CHECK(script.format() == "torchscript");
  CHECK(open.format() == "safetensors");
  REQUIRE_FALSE(plain.infos().empty());
  CHECK(open.infos().size() == plain.infos().size());
  const std::vector<std::string> integers = {"input_resolution", "context_length", "vocab_size"};
  CHECK(script.infos().size() == plain.infos().size() + integers.size());
  for (const std::string &name : integers) {
    CHECK(script.info(name).dtype == at::kLong);
  }
  for (const auto &[name, info] : plain.infos()) {
    INFO(name);
    REQUIRE(script.has(name));
    REQUIRE(open.has(name));
    CHECK(script.info(name).shape == info.shape);
    CHECK(plain.load(name).equal(script.load(name)));
    CHECK(plain.load(name).equal(open.load(name)));
  }
}

TEST_CASE("The half-precision CLIP archive is the other one, rounded") {
  const TensorTable whole = openFixture("clip_vit/openai_jit.pt"),
                    half = openFixture("clip_vit/openai_jit_fp16.pt");
  const Fixture fixture("clip_vit", "clip_vit");
  REQUIRE(half.infos().size() == whole.infos().size());
  std::size_t halves = 0;
  for (const auto &[name, info] : half.infos()) {
    INFO(name);
    halves += info.dtype == at::kHalf;
    CHECK(half.load(name).equal(whole.load(name).to(info.dtype)));
    CHECK(half.loadFloat(name).scalar_type() == at::kFloat);
  }
  CHECK(halves == fixture.json().at("fp16_keys").size());
}

TEST_CASE("HuggingFace's file holds the same numbers under its own names") {
  const TensorTable plain = openFixture("clip_vit/openai_state_dict.pt"),
                    hf = openFixture("clip_vit/hf/model.safetensors");
  std::int64_t compared = 0;
  for (const auto &[name, info] : plain.infos()) {
    if (!isBlock(name)) {
      continue;
    }
    INFO(name);
    const at::Tensor expected = plain.load(name);
    if (const auto at = name.find("attn.in_proj_"); at != std::string::npos) {
      const std::string stem = huggingFaceName(name.substr(0, at)) + "self_attn.",
                        leaf = name.substr(at + 13);
      const at::Tensor joined =
          at::cat({hf.load(stem + "q_proj." + leaf), hf.load(stem + "k_proj." + leaf),
                   hf.load(stem + "v_proj." + leaf)});
      CHECK(joined.equal(expected));
    } else {
      CHECK(hf.load(huggingFaceName(name)).equal(expected));
    }
    ++compared;
  }
  const auto config = Fixture("clip_vit", "clip_vit").json().at("config");
  constexpr std::int64_t kTensorsOfABlock = 12;
  CHECK(compared == kTensorsOfABlock * (config.at("vision_layers").get<std::int64_t>() +
                                        config.at("transformer_layers").get<std::int64_t>()));
  CHECK(hf.load("visual_projection.weight").equal(plain.load("visual.proj").t()));
  CHECK(hf.load("vision_model.pre_layrnorm.weight").equal(plain.load("visual.ln_pre.weight")));
}

TEST_CASE("The residual CLIP's two files hold the same tensors") {
  const TensorTable plain = openFixture("clip_resnet/openai_state_dict.pt"),
                    script = openFixture("clip_resnet/openai_jit.pt");
  REQUIRE_FALSE(plain.infos().empty());
  for (const auto &[name, info] : script.infos()) {  // the archive has three numbers more
    INFO(name);
    CHECK((plain.has(name) || info.shape.empty()));
  }
  for (const auto &[name, info] : plain.infos()) {
    INFO(name);
    REQUIRE(script.has(name));
    CHECK(plain.load(name).equal(script.load(name)));
  }
}

TEST_CASE("The Lightning checkpoint opens past its foreign objects") {
  const TensorTable table = openFixture("vqgan/last.ckpt").sub("state_dict.");
  CHECK(table.has("encoder.conv_in.weight"));
  CHECK(table.has("quantize.embedding.weight"));
  CHECK(table.sub("loss.").infos().size() > 0);
  CHECK(table.load("encoder.conv_in.weight").abs().sum().item<float>() > 0);
}

TEST_CASE("The StyleGAN2 layout opens without taking the memory that its shapes suggest") {
  const TensorTable table = openFixture("stylegan2/layout_only.pt");
  CHECK(table.has("latent_avg"));
  std::uint64_t bytes = 0;
  for (const auto &[name, info] : table.infos()) {
    INFO(name);
    const at::Tensor tensor = table.load(name);
    CHECK(tensor.sizes() == at::IntArrayRef(info.shape));
    CHECK(tensor.storage().nbytes() <= 4096);
    bytes += tensor.nbytes();
  }
  CHECK(bytes > 10 * table.fileBytes());
}

TEST_CASE("A genuine archive cut off at every percent is refused") {
  TemporaryFolder folder;
  for (const char *file : {"clip_vit/openai_jit_fp16.pt", "vqgan/last.ckpt",
                           "clip_vit/open_clip/open_clip_model.safetensors"}) {
    const std::string copy = folder.file("cut.pt");
    std::filesystem::copy_file(fixturesFolder() + "/" + file, copy,
                               std::filesystem::copy_options::overwrite_existing);
    std::filesystem::permissions(copy, std::filesystem::perms::owner_all);
    const auto size = std::filesystem::file_size(copy);
    for (int percent = 99; percent >= 0; --percent) {
      std::filesystem::resize_file(copy, size / 100 * static_cast<unsigned>(percent));
      INFO(file << " cut to " << percent << " %");
      CHECK_THAT(refusal(copy), Catch::Contains("cut.pt"));
    }
  }
}
