#include <vector>

#include "engine/api/errors.h"
#include "engine/run/run_checkpoint.h"
#include "tests/fuzz/fuzz_input.h"

/// The input is the header, so that mutations of its JSON reach what judges the state.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  std::vector<std::uint8_t> bytes(8);
  for (int i = 0; i < 8; ++i) {
    bytes[static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(std::uint64_t{size} >> (8 * i));
  }
  bytes.insert(bytes.end(), data, data + size);
  bytes.resize(bytes.size() + 8192);
  const everyword::fuzz::FuzzFile file(bytes.data(), bytes.size());
  try {
    everyword::loadRunState(file.path());
  } catch (const everyword::Error &) {
  }
  return 0;
}
