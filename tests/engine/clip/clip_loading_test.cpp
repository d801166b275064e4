#include <ATen/ATen.h>

#include <catch2/catch.hpp>

#include "engine/api/errors.h"
#include "engine/models/clip/clip_model.h"
#include "engine/models/clip/clip_names.h"
#include "tests/support/tiny_clip.h"

using namespace everyword;
using Catch::Matchers::Contains;

namespace {

using Weights = std::map<std::string, at::Tensor>;

std::string errorOf(const Weights &weights) {
  try {
    ClipModel::load(TensorTable::fromTensors(weights, "some.pt"));
  } catch (const FileError &error) {
    return error.what();
  }
  return "no error";
}

at::Tensor featuresOf(const Weights &weights) {
  return ClipModel::load(TensorTable::fromTensors(weights))->encodeImage(at::ones({1, 3, 24, 24}));
}

std::string replaced(std::string text, const std::string &from, const std::string &to) {
  const auto at = text.find(from);
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

/// OpenAI's names -> HuggingFace's, the other way round than the loader.
Weights asHuggingFace(const Weights &weights) {
  Weights out;
  for (const auto &[name, tensor] : weights) {
    const bool vision = name.starts_with("visual.");
    const std::string tower = vision ? "vision_model." : "text_model.";
    auto key = vision ? name.substr(7) : name;
    if (key == "proj") {
      out["visual_projection.weight"] = tensor.t().contiguous();
    } else if (key == "text_projection") {
      out["text_projection.weight"] = tensor.t().contiguous();
    } else if (key == "logit_scale") {
      out[key] = tensor;
    } else if (key == "class_embedding") {
      out[tower + "embeddings.class_embedding"] = tensor;
    } else if (key == "conv1.weight") {
      out[tower + "embeddings.patch_embedding.weight"] = tensor;
    } else if (key == "positional_embedding") {
      out[tower + "embeddings.position_embedding.weight"] = tensor;
    } else if (key == "token_embedding.weight") {
      out[tower + "embeddings.token_embedding.weight"] = tensor;
    } else if (key.find("in_proj") != std::string::npos) {
      const auto parts = tensor.chunk(3);
      for (int i = 0; i < 3; ++i) {
        const std::string which = std::string("self_attn.") + "qkv"[i] + "_proj.";
        out[tower + replaced(replaced(key, "transformer.resblocks", "encoder.layers"),
                             "attn.in_proj_", which)] = parts[i].contiguous();
      }
    } else {
      for (const auto &[from, to] : std::initializer_list<std::pair<const char *, const char *>>{
               {"transformer.resblocks", "encoder.layers"},
               {"ln_1", "layer_norm1"},
               {"ln_2", "layer_norm2"},
               {"attn.out_proj", "self_attn.out_proj"},
               {"c_fc", "fc1"},
               {"c_proj", "fc2"},
               {"ln_pre", "pre_layrnorm"},
               {"ln_post", "post_layernorm"},
               {"ln_final", "final_layer_norm"}}) {
        key = replaced(key, from, to);
      }
      out[tower + key] = tensor;
    }
  }
  return out;
}

}  // namespace

TEST_CASE("One error lists all that is missing and all of a wrong shape") {
  auto weights = tinyClipWeights();
  weights.erase("visual.ln_pre.bias");
  weights.erase("transformer.resblocks.1.mlp.c_fc.weight");
  weights["visual.transformer.resblocks.0.attn.in_proj_bias"] = at::zeros({7});
  const auto error = errorOf(weights);
  CHECK_THAT(error, Contains("some.pt"));
  CHECK_THAT(error,
             Contains("visual.ln_pre.bias") && Contains("transformer.resblocks.1.mlp.c_fc.weight"));
  CHECK_THAT(error,
             Contains("visual.transformer.resblocks.0.attn.in_proj_bias is [7], expected [384]"));
}

TEST_CASE("A file that is no CLIP at all is refused with what it lacks") {
  CHECK_THAT(errorOf({{"decoder.conv_in.weight", at::zeros({4, 4, 3, 3})}}),
             Contains("no CLIP model") && Contains("visual.class_embedding"));
  auto weights = tinyClipWeights();
  weights["visual.positional_embedding"] = at::zeros({12, 128});
  CHECK_THAT(errorOf(weights), Contains("square grid"));
  weights = tinyClipWeights();
  weights["visual.class_embedding"] = at::zeros({1, 128});
  CHECK_THAT(errorOf(weights), Contains("visual.class_embedding") && Contains("2 dimensions"));
}

TEST_CASE("A width that would need more than the file holds is refused before memory is taken") {
  auto weights = tinyClipWeights();
  weights["visual.class_embedding"] = at::zeros({1 << 20});
  CHECK_THAT(errorOf(weights), Contains("larger than the whole file"));
}

TEST_CASE("HuggingFace's names, separate projections and transposes give the same model") {
  const auto weights = tinyClipWeights();
  CHECK(at::equal(featuresOf(asHuggingFace(weights)), featuresOf(weights)));
  CHECK(withOpenAiNames(TensorTable::fromTensors(asHuggingFace(weights))).infos().size() ==
        weights.size());
}

TEST_CASE("A HuggingFace file without one key projection is told so") {
  auto weights = asHuggingFace(tinyClipWeights());
  weights.erase("vision_model.encoder.layers.1.self_attn.k_proj.weight");
  CHECK_THAT(errorOf(weights), Contains("visual.transformer.resblocks.1.attn.in_proj_weight"));
}

TEST_CASE("Prefixes of training programs and open_clip's text tower are understood") {
  const auto weights = tinyClipWeights();
  Weights wrapped;
  for (const auto &[name, tensor] : weights) {
    const bool text = !name.starts_with("visual.") && name != "logit_scale";
    wrapped["state_dict.module." + std::string(text ? "text." : "") + name] = tensor;
  }
  CHECK(at::equal(featuresOf(wrapped), featuresOf(weights)));
}

TEST_CASE("Half-precision weights are computed in single precision") {
  auto weights = tinyClipWeights();
  for (auto &[name, tensor] : weights) {
    tensor = tensor.to(at::kHalf);
  }
  CHECK(featuresOf(weights).scalar_type() == at::kFloat);
}
