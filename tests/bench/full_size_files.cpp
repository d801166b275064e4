#include "tests/bench/full_size_files.h"

#include <ATen/ATen.h>
#include <caffe2/serialize/inline_container.h>

#include <fstream>
#include <map>
#include <vector>

#include "engine/evaluate/full_size_models.h"
#include "engine/evaluate/random_vqgan.h"
#include "tests/engine/checkpoint/pickle_builder.h"

namespace everyword {
namespace {

using Tensors = std::map<std::string, at::Tensor>;

std::string storageType(at::ScalarType dtype) {
  switch (dtype) {
    case at::kHalf:
      return "HalfStorage";
    case at::kLong:
      return "LongStorage";
    default:
      return "FloatStorage";
  }
}

/// Pickles trees of objects and tensors, and keeps the tensors' numbers for the archive.
class Pickler {
 public:
  std::string tensor(const at::Tensor &value) {
    storages_.push_back(value.contiguous());
    const std::string key = std::to_string(storages_.size() - 1);
    return testing::tensor(testing::storage(key, value.numel(), storageType(value.scalar_type())),
                           0, value.sizes().vec(), storages_.back().strides().vec());
  }

  /// An object of a class that is nowhere defined: made without arguments, then given its state.
  static std::string object(const std::string &module, const std::string &name,
                            const std::string &state) {
    return testing::global(module, name) + ")\x81" + state + "b";
  }

  /// One object for each dot in the names: "visual.conv1.weight" lies in "conv1" in "visual".
  std::string module(const Tensors &tensors, const std::string &className) {
    std::vector<std::pair<std::string, std::string>> entries = {{"training", "\x89"}};
    std::map<std::string, Tensors> children;
    for (const auto &[name, value] : tensors) {
      const auto dot = name.find('.');
      if (dot == std::string::npos) {
        entries.emplace_back(name, tensor(value));
      } else {
        children[name.substr(0, dot)][name.substr(dot + 1)] = value;
      }
    }
    for (const auto &[name, below] : children) {
      entries.emplace_back(name, module(below, "Module"));
    }
    return object("__torch__.multimodal.model", className, testing::dict(entries));
  }

  /// `script`: with the code and constants of a TorchScript archive.
  void write(const std::string &path, const std::string &root, bool script) const {
    caffe2::serialize::PyTorchStreamWriter writer(path);
    const auto record = [&writer](const std::string &name, const std::string &content) {
      writer.writeRecord(name, content.data(), content.size());
    };
    for (std::size_t i = 0; i < storages_.size(); ++i) {
      writer.writeRecord("data/" + std::to_string(i), storages_[i].data_ptr(),
                         storages_[i].nbytes());
    }
    record("data.pkl", testing::pickle(root));
    if (script) {
      const std::string code = "class Module(Module):\n  __parameters__ = []\n  training : bool\n";
      writer.writeRecord("code/__torch__/multimodal/model.py", code.data(), code.size(), true);
      record("constants.pkl", testing::pickle(")"));
    }
    writer.writeEndOfFile();
  }

 private:
  std::vector<at::Tensor> storages_;
};

/// OpenAI's conversion: weights of layers and projections, not the norms and embeddings.
bool isHalf(const std::string &name) {
  for (const char *part : {".ln_", "ln_final", "embedding", "logit_scale"}) {
    if (name.find(part) != std::string::npos) {
      return false;
    }
  }
  return true;
}

}  // namespace

void writeOpenAiVitB32(const std::string &path) {
  Tensors tensors = randomVitB32Tensors();
  for (auto &[name, value] : tensors) {
    value = isHalf(name) ? value.to(at::kHalf) : value;
  }
  for (const auto &[name, number] : std::map<std::string, std::int64_t>{
           {"input_resolution", 224}, {"context_length", 77}, {"vocab_size", 49408}}) {
    tensors[name] = at::scalar_tensor(number, at::kLong);
  }
  Pickler pickler;
  pickler.write(path, pickler.module(tensors, "Multimodal"), true);
}

void writeLightningVqganF16(const std::string &path) {
  Pickler pickler;
  std::vector<std::pair<std::string, std::string>> weights;
  for (const auto &[name, value] : RandomVqgan(VqganConfig{}).tensors) {
    weights.emplace_back(name, pickler.tensor(value));
  }
  weights.emplace_back("loss.discriminator.main.0.weight",
                       pickler.tensor(at::randn({64, 3, 4, 4})));
  weights.emplace_back("loss.discriminator.main.3.num_batches_tracked",
                       pickler.tensor(at::scalar_tensor(7, at::kLong)));
  const std::string callback = Pickler::object(
      "pytorch_lightning.callbacks.model_checkpoint", "ModelCheckpoint",
      testing::dict({{"monitor", testing::text("val/rec_loss")},
                     {"best_model_score", pickler.tensor(at::scalar_tensor(0.5, at::kFloat))}}));
  const std::string root = testing::dict({{"epoch", testing::integer(12)},
                                          {"global_step", testing::integer(345678901234)},
                                          {"pytorch-lightning_version", testing::text("1.0.8")},
                                          {"callbacks", testing::dict({{"checkpoint", callback}})},
                                          {"optimizer_states", "]"},
                                          {"state_dict", testing::dict(weights)}});
  pickler.write(path, root, false);
}

void writeVqganF16Yaml(const std::string &path) {
  std::ofstream(path) << R"(model:
  base_learning_rate: 4.5e-06
  target: taming.models.vqgan.VQModel
  params:
    embed_dim: 256
    n_embed: 16384
    monitor: val/rec_loss
    ddconfig:
      double_z: false
      z_channels: 256
      resolution: 256
      in_channels: 3
      out_ch: 3
      ch: 128
      ch_mult: [1, 1, 2, 2, 4]
      num_res_blocks: 2
      attn_resolutions: [16]
      dropout: 0.0
    lossconfig:
      target: taming.modules.losses.vqperceptual.VQLPIPSWithDiscriminator
)";
}

void writeMerges(const std::string &path) {
  // Any two of the 188 symbols that stand for themselves, first inside a word, then at its end.
  std::vector<std::string> symbols;
  for (int code = 33; code < 256; ++code) {
    const bool plain = code < 127 || (code > 160 && code != 173);
    if (plain) {
      symbols.push_back(code < 128 ? std::string(1, static_cast<char>(code))
                                   : std::string{static_cast<char>(0xc0 | code >> 6),
                                                 static_cast<char>(0x80 | (code & 0x3f))});
    }
  }
  std::ofstream file(path, std::ios::binary);
  file << "#version: 0.2\n";
  int left = 48'894;
  for (const char *end : {"", "</w>"}) {
    for (const std::string &first : symbols) {
      for (const std::string &second : symbols) {
        if (left-- > 0) {
          file << first << ' ' << second << end << '\n';
        }
      }
    }
  }
}

}  // namespace everyword
