#include "engine/api/errors.h"
#include "engine/models/vqgan/vqgan_model.h"
#include "tests/fuzz/fuzz_input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  const everyword::fuzz::FuzzFile file(data, size);
  const everyword::fuzz::MemoryWatch watch(size);
  try {
    everyword::VqganConfig::fromYaml(file.path());
  } catch (const everyword::Error &) {
  }
  return 0;
}
