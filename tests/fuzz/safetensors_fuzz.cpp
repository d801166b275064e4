#include <vector>

#include "tests/fuzz/fuzz_input.h"

/// The input is the header and the numbers; their length before it is made to fit, by two bytes at
/// its end that say how much of it is header.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  everyword::fuzz::openCheckpoint(data, size);
  if (size < 3) {
    return 0;
  }
  const std::size_t content = size - 2;
  const std::size_t numbers = (data[size - 2] | std::size_t{data[size - 1]} << 8) % content;
  std::vector<std::uint8_t> file(8);
  for (int i = 0; i < 8; ++i) {
    file[static_cast<std::size_t>(i)] =
        static_cast<std::uint8_t>(std::uint64_t{content - numbers} >> (8 * i));
  }
  file.insert(file.end(), data, data + content);
  everyword::fuzz::openCheckpoint(file.data(), file.size());
  return 0;
}
