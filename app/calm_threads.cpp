// LibTorch's OpenMP threads wait for each other by spinning. When another program wants the same cores, a spinning thread burns
// the time that the one it waits for needs: a run slowed down tenfold and more beside one busy neighbour. Sleeping costs a few
// microseconds a wait instead. OpenMP reads its environment while it is loaded, before main(), so this has to come earlier still.
#include <cstdlib>

namespace {

void letThreadsSleep(int, char **, char **) { setenv("OMP_WAIT_POLICY", "PASSIVE", /*overwrite=*/0); }

}  // namespace

#ifdef __linux__
__attribute__((section(".preinit_array"), used)) static void (*const kBeforeLibraries)(int, char **, char **) = letThreadsSleep;
#endif
