#include "app/cli/bench_pack.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <memory>

#include "app/cli/commands.h"
#include "app/cli/interrupt.h"
#include "app/cli/output.h"
#include "app/cli/output_folder.h"
#include "app/cli/pack_bench_report.h"
#include "app/cli/progress.h"
#include "engine/api/exporting.h"

namespace everyword {

namespace {

namespace fs = std::filesystem;

constexpr char kFooter[] =
    "24 fixed layouts of one and of two things that the pack draws, x 3 seeds, by our method and "
    "the three baselines,\n"
    "each from a plain start and from a start by search. Of each box: what CLIP calls it, whether "
    "the relevance map's\n"
    "peak lies in it, its colour where one is asked for, F1; and how much the ground outside "
    "changed.\n"
    "\n"
    "Written to the output folder after each picture: pack.json, pictures/; at the end sheet.png. "
    "The same command goes\n"
    "on where it was interrupted.\n"
    "\n"
    "Examples:\n"
    "  everyword bench pack --quick -o pack       ours alone, one seed\n"
    "  everyword bench pack --json pack.json      4 methods, 3 seeds";

struct PackOptions {
  PackBenchRequest request;
  bool quick = false;
  std::string output = "pack-bench", json;
};

std::string pictureName(const PackBenchCell &cell) {
  return "pictures/" + std::to_string(cell.layout + 1) + "-" + std::to_string(cell.seed) + "-" +
         toString(cell.method) + "-" + toString(cell.start) + ".png";
}

/// The held-out scenes beside a pack, for its reconstruction.
std::vector<std::string> scenesOf(const PackInfo &pack) {
  std::vector<std::string> scenes;
  std::error_code missing;
  for (const auto &entry : fs::directory_iterator(fs::path(pack.folder) / "scenes", missing)) {
    if (entry.path().extension() == ".png") {
      scenes.push_back(entry.path().string());
    }
  }
  std::sort(scenes.begin(), scenes.end());
  return scenes;
}

class PackBench {
 public:
  explicit PackBench(const PackOptions &options)
      : options_(options), engine_(makeEngine()), folder_(checkedOutput()) {
    std::error_code ignored;
    const std::string earlier = folder_.file("pack.json");
    if (fs::exists(earlier, ignored)) {
      cells_ = readPackBench(earlier, options_.request);
    }
  }

  int run() {
    Progress progress(ProgressStyle::Automatic);
    const InterruptGuard guard;
    runPackBench(
        *engine_, options_.request, std::vector<PackBenchCell>(cells_),
        [&](int done, int total, const std::string &what) {
          progress.show(double(done) / total,
                        std::to_string(done) + "/" + std::to_string(total) + "  " + what);
          return !InterruptGuard::interrupted();
        },
        [&](const PackBenchCell &cell) { keep(cell); });
    progress.clear();
    if (InterruptGuard::interrupted()) {
      return kExitInterrupted;
    }
    const PackInfo pack = engine_->pack(options_.request.pack);
    report(reconstruction(*engine_, pack.name, scenesOf(pack)));
    return 0;
  }

 private:
  /// A pack that does not exist ends it before the folder is made.
  std::string checkedOutput() const {
    engine_->pack(options_.request.pack);
    return options_.output;
  }

  void keep(const PackBenchCell &cell) {
    cells_.push_back(cell);
    folder_.save(pictureName(cell),
                 [&](const std::string &path) { writePicture(path, *cell.picture); });
    cells_.back().picture.reset();
    writeFigures(0);
  }

  void writeFigures(double psnr) {
    folder_.save("pack.json", [&](const std::string &path) {
      writeTextFile(path, packBenchJson(cells_, options_.request, psnr));
    });
  }

  void report(double psnr) {
    writeFigures(psnr);
    std::vector<FramePtr> pictures;
    std::vector<std::string> captions;
    for (const PackBenchCell &cell : cells_) {
      pictures.push_back(readPicture(folder_.file(pictureName(cell))));
      captions.push_back(captionOf(cell));
    }
    folder_.save("sheet.png",
                 [&](const std::string &path) { writeContactSheet(path, pictures, captions, 8); });
    if (!options_.json.empty()) {
      writeTextFile(options_.json, packBenchJson(cells_, options_.request, psnr));
    }
    folder_.throwIfElsewhere();
    std::string text = "\n" + packBenchTable(cells_);
    if (psnr > 0) {
      text += "Reconstruction of the pack's held-out scenes: " + std::to_string(psnr).substr(0, 4) +
              " dB\n";
    }
    print(text + "\npack.json and sheet.png are in " + folder_.file("") + "\n");
  }

  PackOptions options_;
  std::unique_ptr<Engine> engine_;
  OutputFolder folder_;
  std::vector<PackBenchCell> cells_;
};

}  // namespace

std::function<int()> buildBenchPack(CLI::App &app) {
  auto options = std::make_shared<PackOptions>();
  PackBenchRequest &request = options->request;
  app.add_flag("--quick", options->quick, "Our method alone, one seed");
  app.add_option("--seeds", request.seeds, "Seeds a layout [default 3]")
      ->check(CLI::Range(1, 100000))
      ->type_name("NUMBER");
  app.add_option("--layouts", request.layouts, "How many of the layouts [default 24]")
      ->check(CLI::Range(1, 1000))
      ->type_name("NUMBER");
  app.add_option("--pack", request.pack, "Model pack: a name or a folder [default starter]")
      ->type_name("NAME");
  app.add_option("--steps", request.steps,
                 "Steps a run; 0 takes what the pack recommends [default 0]")
      ->check(CLI::Range(0, 5000))
      ->type_name("NUMBER");
  app.add_option("--threads", request.threads, "Processor threads; 0 takes all cores [default 0]")
      ->check(CLI::Range(0, 1024))
      ->type_name("NUMBER");
  app.add_option("--json", options->json, "Also writes the figures to this file")
      ->type_name("FILE");
  app.add_option("-o,--output", options->output,
                 "Folder for the results, made if it is not there [default pack-bench]")
      ->type_name("FOLDER");
  app.footer(kFooter);
  return [options] {
    if (options->quick) {
      options->request.methods = {Method::Relevance};
      options->request.seeds = 1;
    }
    return PackBench(*options).run();
  };
}

}  // namespace everyword
