// The program that a user starts: it sets what has to be set before LibTorch is loaded, then
// loads the application.
//
// LibTorch's OpenMP threads wait for each other by spinning. When another program wants the same
// cores, a spinning thread burns the time that the one it waits for needs: beside one busy
// neighbour a run took twenty times as long. Sleeping costs a few microseconds a wait instead. So
// they spin for some twenty microseconds, about what waking costs, and then sleep: where nobody
// else is at work a small model's step takes a twentieth less, beside a busy neighbour a fifth more
// (measured). OpenMP reads its environment once, while it is loaded.
//
// Large tensors lie in the processor's large pages, which LibTorch asks for only when asked to: a
// picture's relevance through a full-size CLIP, where every weight is read once for few rows, takes
// a twentieth to a sixth less time (measured on a busy machine); a guided step is the same.
#include <dlfcn.h>
#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>

/// A standard stream that is closed would give its number to the next file that is opened, and
/// lines of progress would land in a picture. /dev/full says at the end that output was lost.
static void openClosedStreams() {
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (fcntl(stream, F_GETFD) < 0) {
      const char *name = stream == STDOUT_FILENO ? "/dev/full" : "/dev/null";
      if (open(name, stream == STDIN_FILENO ? O_RDONLY : O_WRONLY) < 0) {
        return;
      }
    }
  }
}

int main(int argc, char **argv) {
  openClosedStreams();
  setenv("OMP_WAIT_POLICY", "PASSIVE", /*overwrite=*/0);
  setenv("GOMP_SPINCOUNT", "1000", /*overwrite=*/0);
  setenv("THP_MEM_ALLOC_ENABLE", "1", /*overwrite=*/0);

  const std::filesystem::path folder =
      std::filesystem::read_symlink("/proc/self/exe").parent_path();
  void *application = dlopen((folder / "libeveryword_app.so").c_str(), RTLD_NOW | RTLD_GLOBAL);
  if (application == nullptr) {
    std::fprintf(stderr, "everyword: the application could not be loaded (%s)\n", dlerror());
    return 1;
  }
  using Main = int (*)(int, char **);
  return reinterpret_cast<Main>(dlsym(application, "everywordMain"))(argc, argv);
}
