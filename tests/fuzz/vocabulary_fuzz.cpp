#include "engine/api/errors.h"
#include "engine/text/tokenizer.h"
#include "tests/fuzz/fuzz_input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  const everyword::fuzz::FuzzFile file(data, size);
  const everyword::fuzz::MemoryWatch watch(size);
  try {
    everyword::Tokenizer::load(file.path()).encode("a caf\xc3\xa9 of 12 cats' \xe2\x82\xac");
  } catch (const everyword::Error &) {
  }
  return 0;
}
