// What a person may get wrong: one clear sentence on stderr, the right exit code, and nothing
// written.
#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "engine/api/exporting.h"
#include "tests/app/program.h"
#include "tests/support/temporary_folder.h"

using namespace everyword;
using namespace everyword::testing;

namespace fs = std::filesystem;

namespace {

struct BadInput {
  std::string name;
  std::vector<std::string> arguments;
  int exitCode;
  std::vector<std::string> mentions;  ///< what the sentence has to name
};

void checkRefused(const BadInput &input, const TemporaryFolder &folder) {
  INFO(input.name);
  const auto before = folder.entries();
  const ProgramResult result = runEveryword(input.arguments, folder.path().string());
  CAPTURE(result.out, result.err);
  CHECK(result.exitCode == input.exitCode);
  CHECK(result.err.rfind("everyword: ", 0) == 0);
  CHECK(std::count(result.err.begin(), result.err.end(), '\n') == 1);
  for (const std::string &mention : input.mentions) {
    CHECK_THAT(result.err, Catch::Matchers::Contains(mention));
  }
  CHECK(folder.entries() == before);
}

std::vector<std::string> generate(std::vector<std::string> more) {
  std::vector<std::string> arguments = {"generate",  "--steps", "1",  "--copies", "1",
                                        "--threads", "1",       "-o", "out"};
  if (std::find(more.begin(), more.end(), "--start") == more.end()) {
    more.insert(more.end(), {"--start", "plain"});
  }
  arguments.insert(arguments.end(), more.begin(), more.end());
  return arguments;
}

std::string manyWords() {
  std::string text;
  for (int i = 0; i < 60; ++i) {
    text += "apple ";
  }
  return text;
}

/// A copy of the starter pack that a test may spoil.
std::string packCopy(const TemporaryFolder &folder, const std::string &name) {
  const std::string copy = folder.file(name);
  fs::copy(starterPack(), copy);
  return copy;
}

}  // namespace

TEST_CASE("A wrong prompt or box is refused", "[cli]") {
  const TemporaryFolder folder;
  const std::vector<BadInput> inputs = {
      {"no prompt and no box", generate({}), 2, {"prompt"}},
      {"empty prompt", generate({"--prompt", ""}), 2, {"prompt"}},
      {"blank prompt", generate({"--prompt", "   "}), 2, {"prompt"}},
      {"box outside the picture",
       generate({"--prompt", "a dog", "--box", "dog:0.7,0.1,0.5,0.5"}),
       2,
       {"dog"}},
      {"box far outside",
       generate({"--prompt", "a dog", "--box", "dog:1.5,0.1,0.2,0.2"}),
       2,
       {"dog"}},
      {"negative box",
       generate({"--prompt", "a dog", "--box", "dog:-0.1,0.1,0.5,0.5"}),
       2,
       {"dog"}},
      {"box of no width",
       generate({"--prompt", "a dog", "--box", "dog:0.1,0.1,0,0.5"}),
       2,
       {"dog"}},
      {"box of no height",
       generate({"--prompt", "a dog", "--box", "dog:0.1,0.1,0.5,0"}),
       2,
       {"dog"}},
      {"box of three numbers",
       generate({"--prompt", "a dog", "--box", "dog:0.1,0.1,0.5"}),
       2,
       {"dog:0.1,0.1,0.5", "label:x,y,width,height"}},
      {"box of words",
       generate({"--prompt", "a dog", "--box", "dog:a,b,c,d"}),
       2,
       {"label:x,y,width,height"}},
      {"box of nan",
       generate({"--prompt", "a dog", "--box", "dog:nan,0,0.5,0.5"}),
       2,
       {"label:x,y,width,height"}},
      {"box without a label",
       generate({"--prompt", "a dog", "--box", ":0.1,0.1,0.5,0.5"}),
       2,
       {"label"}},
      {"two boxes of one label",
       generate(
           {"--prompt", "a dog", "--box", "dog:0.1,0.1,0.3,0.3", "--box", "dog:0.6,0.1,0.3,0.3"}),
       2,
       {"dog", "two boxes"}},
      {"label longer than the context",
       generate({"--prompt", "a dog", "--box", manyWords() + ":0.1,0.1,0.5,0.5"}),
       2,
       {"tokens"}},
      {"unknown word in the prompt", generate({"--prompt", "a zeppelin"}), 2, {"zeppelin", "near"}},
      {"unknown word in a label",
       generate({"--prompt", "a dog", "--box", "aple:0.1,0.1,0.5,0.5"}),
       2,
       {"aple", "apple"}},
  };
  for (const BadInput &input : inputs) {
    checkRefused(input, folder);
  }
}

TEST_CASE("A wrong option or value is refused", "[cli]") {
  const TemporaryFolder folder;
  const std::vector<BadInput> inputs = {
      {"unknown flag",
       {"generate", "--prompt", "a dog", "--colour-blind"},
       2,
       {"--colour-blind", "generate --help"}},
      {"flag without its value", {"generate", "--prompt"}, 2, {"--prompt"}},
      {"unknown command", {"genrate", "--prompt", "a dog"}, 2, {"genrate", "--help"}},
      {"unknown flag of the program", {"--bogus"}, 2, {"--bogus"}},
      {"no benchmark named", {"bench"}, 2, {"bench --help"}},
      {"steps that are no number",
       generate({"--prompt", "a dog", "--lambda", "much"}),
       2,
       {"lambda", "much"}},
      {"lambda out of range",
       generate({"--prompt", "a dog", "--lambda", "17"}),
       2,
       {"lambda", "3.5"}},
      {"negative lambda", generate({"--prompt", "a dog", "--lambda", "-1"}), 2, {"lambda", "-1"}},
      {"no such method",
       generate({"--prompt", "a dog", "--method", "magic"}),
       2,
       {"magic", "relevance"}},
      {"no such device", generate({"--prompt", "a dog", "--device", "abacus"}), 2, {"abacus"}},
      {"start picture that is not there",
       generate({"--prompt", "a dog", "--start", "picture", "--start-picture", "none.png"}),
       2,
       {"none.png"}},
      {"resume with settings",
       {"generate", "--resume", "a.checkpoint", "--steps", "4"},
       2,
       {"--resume", "--steps"}},
      {"resume from nothing", {"generate", "--resume", "a.checkpoint"}, 2, {"a.checkpoint"}},
  };
  for (const BadInput &input : inputs) {
    checkRefused(input, folder);
  }
}

TEST_CASE("A wrong request file is refused", "[cli]") {
  const TemporaryFolder folder;
  writeTextFile(folder.file("broken.json"), "{\"prompt\": \"a dog\"");
  writeTextFile(folder.file("list.json"), "[1, 2]");
  writeTextFile(folder.file("types.json"), "{\"prompt\": 7}");
  writeTextFile(folder.file("box.json"),
                "{\"prompt\": \"a dog\", \"regions\": [{\"label\": \"dog\", \"box\": [0, 0, 1]}]}");
  writeTextFile(folder.file("regions.json"), "{\"prompt\": \"a dog\", \"regions\": \"dog\"}");
  writeTextFile(folder.file("newer.json"), "{\"version\": 99, \"prompt\": \"a dog\"}");
  writeTextFile(folder.file("empty.json"), "");
  writeTextFile(folder.file("damaged.checkpoint"), "no checkpoint at all");
  Frame plain;
  plain.width = plain.height = 2;
  plain.rgba.assign(16, 255);
  writePicture(folder.file("plain.png"), plain);
  for (const char *name : {"broken.json", "list.json", "types.json", "box.json", "regions.json",
                           "newer.json", "empty.json", "none.json", "plain.png"}) {
    checkRefused({name, generate({"--request", name}), 2, {}}, folder);
  }
  checkRefused({"broken JSON", generate({"--request", "broken.json"}), 2, {"broken.json", "JSON"}},
               folder);
  checkRefused({"no recipe", generate({"--request", "plain.png"}), 2, {"plain.png", "recipe"}},
               folder);
  checkRefused({"damaged checkpoint",
                {"generate", "--resume", "damaged.checkpoint", "-o", "out"},
                2,
                {"damaged.checkpoint"}},
               folder);
}

TEST_CASE("A missing or damaged pack is refused", "[cli]") {
  const TemporaryFolder folder;
  const std::string cut = packCopy(folder, "cut"), missing = packCopy(folder, "missing"),
                    other = packCopy(folder, "other");
  fs::resize_file(cut + "/clip.safetensors", fs::file_size(cut + "/clip.safetensors") / 2);
  fs::remove(missing + "/vqgan.safetensors");
  writeTextFile(other + "/manifest.json", "{ this is no manifest");
  const std::vector<BadInput> inputs = {
      {"no such pack", generate({"--prompt", "a dog", "--pack", "nowhere"}), 2, {"nowhere"}},
      {"cut file", generate({"--prompt", "a dog", "--pack", cut}), 2, {"clip.safetensors"}},
      {"missing file",
       generate({"--prompt", "a dog", "--pack", missing}),
       2,
       {"vqgan.safetensors"}},
      {"damaged manifest", generate({"--prompt", "a dog", "--pack", other}), 2, {"manifest.json"}},
      {"explain with no such pack",
       {"explain", starterPack() + "/none.png", "--prompt", "a dog", "--pack", "nowhere"},
       2,
       {"nowhere"}},
      {"bench with no such pack", {"bench", "layouts", "--pack", "nowhere"}, 2, {"nowhere"}},
  };
  for (const BadInput &input : inputs) {
    checkRefused(input, folder);
  }
}

TEST_CASE("A changed byte in a pack's file is noticed", "[cli]") {
  const TemporaryFolder folder;
  const std::string changed = packCopy(folder, "changed");
  std::fstream file(changed + "/vqgan.safetensors",
                    std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(4'000'000);
  file.put('\x55');
  file.put('\x2a');
  file.close();
  checkRefused({"changed bytes",
                generate({"--prompt", "a dog", "--pack", changed}),
                2,
                {"vqgan.safetensors"}},
               folder);
}

TEST_CASE("An output folder that cannot be written is refused before the run", "[cli]") {
  const TemporaryFolder folder;
  writeTextFile(folder.file("file"), "x");
  std::vector<std::string> arguments = {"generate", "--prompt", "a dog", "--steps",
                                        "1",        "--copies", "1",     "-o"};
  for (const std::string &output : {folder.file("file"), folder.file("file/out"),
                                    std::string("/proc/out"), std::string("/proc")}) {
    arguments.push_back(output);
    checkRefused({output, arguments, 3, {output}}, folder);
    arguments.pop_back();
  }
  checkRefused({"empty name", {"generate", "--prompt", "a dog", "-o", ""}, 2, {"output"}}, folder);
}

TEST_CASE("A wrong picture or word is refused by explain", "[cli]") {
  const TemporaryFolder folder;
  writeTextFile(folder.file("text.png"), "this is no picture");
  const std::string scene = EVERYWORD_SOURCE_DIR "/tests/app/program.cpp";
  const std::vector<BadInput> inputs = {
      {"no picture", {"explain", "--prompt", "a dog"}, 2, {"picture"}},
      {"no such picture",
       {"explain", "none.png", "--prompt", "a dog", "-o", "out"},
       2,
       {"none.png"}},
      {"text as a picture",
       {"explain", "text.png", "--prompt", "a dog", "-o", "out"},
       2,
       {"text.png"}},
      {"source code as a picture",
       {"explain", scene, "--prompt", "a dog", "-o", "out"},
       2,
       {"program.cpp"}},
      {"empty prompt", {"explain", "text.png", "--prompt", " ", "-o", "out"}, 2, {"prompt"}},
      {"word that is not in the prompt",
       {"explain", "text.png", "--prompt", "a dog", "--word", "cat", "-o", "out"},
       2,
       {"cat", "dog"}},
  };
  for (const BadInput &input : inputs) {
    checkRefused(input, folder);
  }
}
