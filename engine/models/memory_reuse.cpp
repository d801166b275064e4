#include "engine/models/memory_reuse.h"

#include <cstdlib>

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace everyword {

void reuseFreedMemory() {
#ifdef __GLIBC__
  static const bool done = [] {
    mallopt(M_ARENA_MAX, 1);
    mallopt(M_MMAP_MAX, 0);         // large blocks come from the heap too
    mallopt(M_TRIM_THRESHOLD, -1);  // and the heap does not shrink
    mallopt(M_TOP_PAD, 64 << 20);   // it grows in few, large pieces
    return true;
  }();
  (void)done;
#endif
}

}  // namespace everyword
