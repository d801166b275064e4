#include <cstring>

#include "engine/api/errors.h"
#include "engine/api/run_request.h"
#include "tests/fuzz/fuzz_input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  using everyword::RunRequest;
  const everyword::fuzz::MemoryWatch watch(16 * size);  // a value of JSON takes more than its text
  const std::string text(reinterpret_cast<const char *>(data), size);
  std::string taken;
  try {
    taken = RunRequest::fromJson(text).toJson();
  } catch (const everyword::Error &error) {
    if (std::strlen(error.what()) > 300) {
      __builtin_trap();
    }
    return 0;
  }
  if (RunRequest::fromJson(taken).toJson() != taken) {
    __builtin_trap();
  }
  return 0;
}
