#include <string_view>
#include <vector>

#include "tests/fuzz/fuzz_input.h"

/// What is no pickle by its start is taken for what follows the magic number, protocol and facts of
/// a sound file.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  using namespace std::string_view_literals;
  if (size > 0 && data[0] == 0x80) {
    everyword::fuzz::openCheckpoint(data, size);
    return 0;
  }
  constexpr std::string_view start =
      "\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19."
      "\x80\x02M\xe9\x03."
      "\x80\x02}X\x0d\x00\x00\x00little_endian\x88s."sv;
  std::vector<std::uint8_t> file(start.begin(), start.end());
  file.insert(file.end(), data, data + size);
  everyword::fuzz::openCheckpoint(file.data(), file.size());
  return 0;
}
