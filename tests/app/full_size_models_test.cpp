// The files that people have, at full size: imported, inspected, and a picture made with them.
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "tests/app/program.h"
#include "tests/bench/full_size_files.h"
#include "tests/support/temporary_folder.h"

using namespace everyword;
using namespace everyword::testing;
using nlohmann::json;

namespace fs = std::filesystem;

namespace {

constexpr char kPublishedMerges[] = EVERYWORD_SOURCE_DIR "/.deps/bpe_simple_vocab_16e6.txt.gz";

/// All files in a folder of their own; the models are imported into another.
struct Scene {
  Scene() {
    ::setenv("EVERYWORD_MODELS", folder.file("models").c_str(), 1);
    writeOpenAiVitB32(folder.file("ViT-B-32.pt"));
    writeLightningVqganF16(folder.file("vqgan_imagenet_f16_16384.ckpt"));
    writeVqganF16Yaml(folder.file("vqgan_imagenet_f16_16384.yaml"));
    writeMerges(folder.file("merges.txt"));
    if (!fs::exists(merges)) {
      merges = folder.file("merges.txt");
    }
  }

  ProgramResult run(const std::vector<std::string> &arguments) const {
    ProgramResult result = runEveryword(arguments, folder.path().string());
    CAPTURE(arguments, result.out, result.err);
    REQUIRE(result.exitCode == 0);
    return result;
  }
  json inspect(const std::string &file) const {
    return json::parse(run({"models", "inspect", file, "--json"}).out);
  }

  TemporaryFolder folder;
  std::string merges = kPublishedMerges;
};

void checkWholeModel(const json &report, const std::string &format, const std::string &family) {
  CAPTURE(report.dump(2));
  CHECK(report.at("format") == format);
  CHECK(report.at("family") == family);
  CHECK(report.at("missing").empty());
}

}  // namespace

TEST_CASE("A full-size CLIP of OpenAI's and a full-size VQGAN of taming's make a picture",
          "[cli]") {
  const Scene scene;
  CHECK(fs::file_size(scene.folder.file("ViT-B-32.pt")) > 350'000'000);

  const json clip = scene.inspect("ViT-B-32.pt");
  checkWholeModel(clip, "torchscript", "clip");
  CHECK(clip.at("config").at("kind") == "ViT-B/32");
  INFO(clip.at("config").dump(2));
  CHECK(clip.at("config").at("text_encoder").at("vocabulary") == 49408);
  const json vqgan = scene.inspect("vqgan_imagenet_f16_16384.ckpt");
  checkWholeModel(vqgan, "torch zip", "vqgan");
  INFO(vqgan.at("config").dump(2));
  CHECK(vqgan.at("config").at("codes") == 16384);
  for (const std::string &merges : {scene.merges, scene.folder.file("merges.txt")}) {
    const json words = scene.inspect(merges);
    CHECK(words.at("family") == "clip vocabulary");
    CHECK(words.at("config").at("vocabulary") == 49408);
  }

  scene.run({"models", "import", "ViT-B-32.pt", "--name", "clip-b32"});
  scene.run({"models", "import", "vqgan_imagenet_f16_16384.ckpt", "--name", "vqgan-16384"});
  scene.run({"models", "import", scene.merges, "--name", "words"});
  scene.run({"models", "verify"});

  scene.run({"generate", "--prompt", "a red apple", "--box",       "apple:0.1,0.1,0.6,0.6",
             "--clip",   "clip-b32", "--vqgan",     "vqgan-16384", "--steps",
             "2",        "--copies", "2",           "--width",     "128",
             "--height", "128",      "--threads",   "1",           "-o",
             "out"});
  CHECK(fs::file_size(scene.folder.file("out/final.png")) > 0);
}
