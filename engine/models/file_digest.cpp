#include "engine/models/file_digest.h"

#include <openssl/evp.h>

#include <fstream>
#include <memory>
#include <vector>

#include "engine/api/errors.h"
#include "engine/checkpoint/tensor_table.h"

namespace everyword {
namespace {

std::string hexadecimal(const unsigned char *bytes, unsigned count) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  for (unsigned i = 0; i < count; ++i) {
    text += kDigits[bytes[i] >> 4];
    text += kDigits[bytes[i] & 15];
  }
  return text;
}

}  // namespace

std::string sha256OfFile(const std::string &path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    throw FileError(path + " cannot be read", "check that the file exists");
  }
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                        &EVP_MD_CTX_free);
  if (!context || EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr) != 1) {
    throw ResourceError("the checksum of " + path + " cannot be computed");
  }
  std::vector<char> block(1 << 20);
  while (file) {
    file.read(block.data(), static_cast<std::streamsize>(block.size()));
    EVP_DigestUpdate(context.get(), block.data(), static_cast<std::size_t>(file.gcount()));
  }
  if (file.bad()) {
    throw FileError(path + " cannot be read to its end");
  }
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned length = 0;
  EVP_DigestFinal_ex(context.get(), digest, &length);
  return hexadecimal(digest, length);
}

std::string sha256OfText(const std::string &text) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned length = 0;
  EVP_Digest(text.data(), text.size(), digest, &length, EVP_sha256(), nullptr);
  return hexadecimal(digest, length);
}

std::string sha256OfModel(const std::string &path) {
  const std::vector<std::string> shards = shardsOf(path);
  std::string digests = sha256OfFile(path);
  for (const std::string &shard : shards) {
    digests += sha256OfFile(shard);
  }
  return shards.empty() ? digests : sha256OfText(digests);
}

}  // namespace everyword
