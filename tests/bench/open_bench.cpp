// Times how long a full-size CLIP takes to open, beside a plain read of the same file in the same
// run: a ViT-B/32 in OpenAI's archive (353 MB), from the system's file cache, ready in float32.

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <fcntl.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <memory>
#include <stdexcept>
#include <vector>

#include "engine/core/device.h"
#include "engine/models/clip/clip_model.h"
#include "engine/models/memory_reuse.h"
#include "tests/bench/full_size_files.h"

using namespace everyword;

namespace {

struct Options {
  int threads = 0, repeats = 7;
  bool reuse = true;
  std::string file;
};

double seconds(const std::function<void()> &work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

/// The whole file into memory of its own, as any program would read it.
void readPlainly(const std::string &path) {
  const std::size_t size = std::filesystem::file_size(path);
  const std::unique_ptr<char, void (*)(void *)> bytes(static_cast<char *>(std::malloc(size)),
                                                      std::free);
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  std::size_t done = 0;
  for (ssize_t got = 1; file >= 0 && done < size && got > 0;) {
    got = ::read(file, bytes.get() + done, size - done);
    done += got > 0 ? static_cast<std::size_t>(got) : 0;
  }
  ::close(file);
  if (done != size) {
    throw std::runtime_error("the file cannot be read");
  }
}

/// Every tensor in float32, and one number of each page looked at: what is mapped from the file
/// (the embeddings) is read only then.
void loadAndTouch(const std::string &path) {
  const TensorTable table = TensorTable::open(path);
  std::vector<at::Tensor> tensors;
  volatile float sum = 0;
  for (const auto &[name, info] : table.infos()) {
    tensors.push_back(table.loadFloat(name));
    const float *numbers = tensors.back().data_ptr<float>();
    for (std::int64_t i = 0; i < tensors.back().numel(); i += 1024) {
      sum = sum + numbers[i];
    }
  }
}

/// Rows of the table: what was done, and how long it took each time.
struct Timings {
  std::vector<double> plain, table, model, whole, touched;

  void measure(const std::string &path) {
    plain.push_back(seconds([&] { readPlainly(path); }));
    std::shared_ptr<const ClipModel> clip;
    std::unique_ptr<TensorTable> opened;
    table.push_back(
        seconds([&] { opened = std::make_unique<TensorTable>(TensorTable::open(path)); }));
    model.push_back(seconds([&] { clip = ClipModel::load(*opened); }));
    whole.push_back(table.back() + model.back());
    clip.reset();
    touched.push_back(seconds([&] { loadAndTouch(path); }));
  }

  void print(double megabytes) const {
    const double read = median(plain);
    const auto row = [&](const char *name, const std::vector<double> &values) {
      std::printf("%-22s %8.4f %8.4f %7.2f\n", name, median(values),
                  *std::min_element(values.begin(), values.end()), median(values) / read);
    };
    std::printf("%-22s %8s %8s %7s\n", "", "median", "least", "ratio");
    row("plain read", plain);
    row("TensorTable::open", table);
    row("ClipModel::load", model);
    row("open and load", whole);
    row("the same, all touched", touched);
    std::printf("\nplain read: %.0f MB at %.1f GB/s\n", megabytes, megabytes / read / 1e3);
  }
};

}  // namespace

int main(int argc, char **argv) {
  Options options;
  CLI::App app("Times the opening of a full-size CLIP beside a plain read of its file");
  app.add_option("--threads", options.threads, "Threads; 0: all cores")->check(CLI::Range(0, 1024));
  app.add_option("--repeats", options.repeats, "Times; medians are printed")
      ->check(CLI::Range(1, 1000));
  app.add_option("--file", options.file, "A CLIP checkpoint; without it one is made")
      ->check(CLI::ExistingFile);
  app.add_flag("!--no-reuse", options.reuse, "Freed memory goes back to the system");
  CLI11_PARSE(app, argc, argv);

  setThreads(options.threads);
  const bool made = options.file.empty();
  if (made) {
    options.file = (std::filesystem::temp_directory_path() /
                    ("everyword-open-" + std::to_string(::getpid()) + ".pt"))
                       .string();
    writeOpenAiVitB32(options.file);
  }
  if (options.reuse) {
    reuseFreedMemory();
  }
  Timings warmUp, timings;
  warmUp.measure(options.file);
  for (int i = 0; i < options.repeats; ++i) {
    timings.measure(options.file);
  }
  const double megabytes = static_cast<double>(std::filesystem::file_size(options.file)) / 1e6;
  std::printf(
      "%d threads, median of %d, warm file cache; the first time: read %.4f s, open %.4f "
      "s, ratio %.2f\n\n",
      at::get_num_threads(), options.repeats, warmUp.plain[0], warmUp.whole[0],
      warmUp.whole[0] / warmUp.plain[0]);
  timings.print(megabytes);
  if (made) {
    std::filesystem::remove(options.file);
  }
  return 0;
}
