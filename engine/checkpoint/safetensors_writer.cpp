#include "engine/checkpoint/safetensors_writer.h"

#include <ATen/ATen.h>

#include <bit>
#include <nlohmann/json.hpp>

#include "engine/api/errors.h"
#include "engine/core/atomic_file.h"

namespace everyword {

namespace {

static_assert(std::endian::native == std::endian::little, "the format is little-endian");

std::string dtypeName(const std::string &tensor, c10::ScalarType type) {
  static const std::map<c10::ScalarType, std::string> names = {
      {at::kDouble, "F64"}, {at::kFloat, "F32"}, {at::kHalf, "F16"},  {at::kBFloat16, "BF16"},
      {at::kLong, "I64"},   {at::kInt, "I32"},   {at::kShort, "I16"}, {at::kChar, "I8"},
      {at::kByte, "U8"},    {at::kBool, "BOOL"}};
  const auto found = names.find(type);
  if (found == names.end()) {
    throw Error("the tensor " + tensor + " has a type that safetensors files do not hold (" +
                c10::toString(type) + ")");
  }
  return found->second;
}

std::span<const std::uint8_t> bytesOf(const void *data, std::size_t size) {
  return {static_cast<const std::uint8_t *>(data), size};
}

}  // namespace

void writeSafetensors(const std::string &path, const std::map<std::string, at::Tensor> &tensors,
                      const std::map<std::string, std::string> &metadata) {
  nlohmann::ordered_json header;
  if (!metadata.empty()) {
    header["__metadata__"] = metadata;
  }
  std::size_t end = 0;
  for (const auto &[name, tensor] : tensors) {
    const std::size_t begin = end;
    end += tensor.nbytes();
    header[name] = {
        {"dtype", dtypeName(name, tensor.scalar_type())},
        {"shape", std::vector<std::int64_t>(tensor.sizes().begin(), tensor.sizes().end())},
        {"data_offsets", {begin, end}}};
  }
  std::string text = header.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  text.resize((text.size() + 7) / 8 * 8, ' ');  // the data starts aligned
  const std::uint64_t length = text.size();

  AtomicFile file(path);
  file.write(bytesOf(&length, sizeof length));
  file.write(bytesOf(text.data(), text.size()));
  for (const auto &[name, tensor] : tensors) {
    const at::Tensor whole = tensor.detach().to(at::kCPU).contiguous();
    file.write(bytesOf(whole.const_data_ptr(), whole.nbytes()));
  }
  file.commit();
}

}  // namespace everyword
