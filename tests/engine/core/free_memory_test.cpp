#include "engine/core/free_memory.h"

#include <malloc.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <cstring>

using namespace everyword;

TEST_CASE("What was freed but is kept for the next step counts as free", "[core]") {
  mallopt(M_MMAP_MAX, 0);
  mallopt(M_TRIM_THRESHOLD, -1);
  constexpr std::int64_t kBytes = std::int64_t{64} << 20;
  void *block = std::malloc(kBytes);
  REQUIRE(block != nullptr);
  std::memset(block, 1, kBytes);
  const std::int64_t before = freedHeap();
  std::free(block);
  CHECK(freedHeap() - before >= kBytes);
}
